/** Says why a panel has no run to show. */
import { html, type TemplateResult } from 'lit';
import type { PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import '../panel-notice.ts';
import { strings } from '../strings.ts';

/** null: there is a run to show. */
export function runNotice(snapshot: PanelSnapshot | null, host: PanelHost): TemplateResult | null {
  return snapshot?.shown[0] == null ? runsNotice(snapshot, host) : null;
}

/** For a panel without any run. */
export function runsNotice(snapshot: PanelSnapshot | null, host: PanelHost): TemplateResult {
  if (snapshot === null) return html`<fs-notice heading=${strings.loading} busy></fs-notice>`;
  if (snapshot.problem !== null) {
    return html`<fs-notice
      heading=${strings.noDaemon}
      text=${snapshot.problem}
      quoted
      action=${strings.tryAgain}
      @act=${() => host.command('reload')}
    ></fs-notice>`;
  }
  if (snapshot.connection !== 'connected') {
    return html`<fs-notice heading=${strings.connecting} busy></fs-notice>`;
  }
  if (snapshot.looking) return html`<fs-notice heading=${strings.loading} busy></fs-notice>`;
  const [heading, text] =
    snapshot.subject.runs.length === 1
      ? [strings.runGone, strings.runGoneAdvice]
      : [strings.runsGone, strings.runsGoneAdvice];
  return html`<fs-notice heading=${heading} text=${text}></fs-notice>`;
}
