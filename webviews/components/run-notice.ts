/** Why a panel has no run to show. */
import { html, type TemplateResult } from 'lit';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { PanelHost } from '../bridge/panel-host.ts';

/** null: there is one. */
export function runNotice(snapshot: PanelSnapshot | null, host: PanelHost): TemplateResult | null {
  if (snapshot === null) return html`<fs-notice heading="Loading…" busy></fs-notice>`;
  if (snapshot.shown[0] != null) return null;
  if (snapshot.problem !== null) {
    return html`<fs-notice
      heading="The daemon cannot be used"
      text=${snapshot.problem}
      action="Try Again"
      @act=${() => host.command('reload')}
    ></fs-notice>`;
  }
  if (snapshot.connection !== 'connected') {
    return html`<fs-notice heading="Connecting to the daemon…" busy></fs-notice>`;
  }
  return html`<fs-notice
    heading="This run is gone"
    text="Its folder was deleted or moved. Choose another run above, or train the spec again."
  ></fs-notice>`;
}
