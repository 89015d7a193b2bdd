/** What is known of the point under the cross-hair: x, log q, log p and z. */
import { css, html, nothing } from 'lit';
import { formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import { cellAt, centerOf, type PlanePoint } from '../charts/plane/plane-cells.ts';
import type { CellLatents, Densities } from './density-data.ts';
import { strings } from './strings.ts';

export const probeStyles = css`
  .probe {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 0;
    /* The maps below stay where they are when there is a point. */
    min-height: 1.5em;
    font-variant-numeric: tabular-nums;
  }
  .probe div {
    display: flex;
    gap: 6px;
  }
  .probe dt {
    color: var(--vscode-descriptionForeground);
  }
  .probe dd {
    margin: 0;
    min-width: 7ch;
  }
`;

/** @param latents null: they have not come yet, or there are none */
export function probeReading(found: Densities, latents: CellLatents | null, point: PlanePoint | null) {
  return html`<div aria-live="polite">${reading(found, latents, point)}</div>`;
}

function reading(found: Densities, latents: CellLatents | null, point: PlanePoint | null) {
  const cell = point && cellAt(found, point);
  if (cell === null) return html`<p class="probe muted">${strings.probeHint}</p>`;
  const { x, y } = centerOf(found, cell);
  const [first = 'x', second = 'y'] = found.columns;
  const values = latents?.of === found ? latents.values : null;
  const entry = (name: string, value: string, isName = false) => html`<div>
    <dt translate=${isName ? 'no' : nothing}>${name}</dt>
    <dd>${value}</dd>
  </div>`;
  return html`<dl class="probe">
    ${entry(first, formatNumber(x), true)} ${entry(second, formatNumber(y), true)}
    ${entry(strings.logQ, formatNats(found.learned[cell]!))}
    ${found.truth === null ? nothing : entry(strings.logP, formatNats(found.truth[cell]!))}
    ${
      found.latents === null
        ? nothing
        : [0, 1].map((d) => entry(`z${d}`, values === null ? '…' : formatNumber(values[2 * cell + d]!)))
    }
  </dl>`;
}
