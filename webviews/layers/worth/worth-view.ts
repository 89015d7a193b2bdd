/** The layers by what they are worth, and what that means. */
import { html, nothing } from 'lit';
import { formatCount } from '../../../daemon/format/numbers.ts';
import { WORTH_EVIDENCE } from '../../../daemon/statistics/worth-evidence.ts';
import { failureText } from '../../bridge/panel-failure.ts';
import { helpView } from '../../components/help.ts';
import type { LayersResult } from '../layers-data.ts';
import { strings } from '../strings.ts';
import './layer-table.ts';
import { tableRows } from './table-order.ts';
import type { Worth } from './worth-data.ts';

export interface WorthState {
  /** null: it is not known. */
  readonly worth: Worth | null;
  /** `live`: the checkpoint is soon replaced by another one. */
  readonly state: 'known' | 'computing' | 'live' | 'unknown';
  /** Why it cannot be computed, or null. */
  readonly error: unknown;
}

/** @param selected index of the selected layer, or −1 */
export function worthView(
  { layers, n }: LayersResult,
  { worth, state, error }: WorthState,
  selected: number,
  choose: (index: number) => void,
) {
  return html`<section>
    <h2>${strings.worthHeading}</h2>
    <fs-layer-table
      .rows=${tableRows(layers, worth)}
      .selected=${selected}
      @choose=${(event: CustomEvent<number>) => choose(event.detail)}
    ></fs-layer-table>
    ${state === 'computing' ? html`<div class="muted" role="status">${strings.computingWorth}</div>` : nothing}
    ${state === 'live' ? html`<div class="muted">${strings.worthLater}</div>` : nothing}
    ${error === null ? nothing : html`<div class="muted" role="status">${strings.worthFailed({ why: failureText(error) })}</div>`}
    <div class="muted">${strings.worthHelp} ${worth === null || worth.rows >= n ? nothing : strings.worthRows({ rows: formatCount(worth.rows) })}</div>
    ${helpView(strings.worthHelpMore, methodText())}
  </section>`;
}

function methodText(): string {
  const { worth, gain, flows } = WORTH_EVIDENCE;
  return strings.worthMethod({ flows, worth: worth.toFixed(2), gain: gain.toFixed(2) });
}
