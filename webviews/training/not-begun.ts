/** A run without recorded steps: what it waits for, or why it did not start. */
import { html, nothing } from 'lit';
import { stateText } from '../../daemon/format/run-state-text.ts';
import type { RunAhead } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import '../components/panel-notice.ts';

/** @param ahead runs that a queued run waits for @param show switches to another run */
export function notBegun(run: RunInfo, ahead: readonly RunAhead[], show: (runDir: string) => void) {
  switch (run.status) {
    case 'queued':
      return queued(ahead, show);
    case 'starting':
    case 'running':
      return html`<fs-notice heading="Preparing the run" text="Reading the data and compiling the flow." busy></fs-notice>`;
    case 'interrupted':
      return html`<fs-notice
        heading="This run has not started"
        text="The daemon ended while the run was in the queue. Resume the run to queue it again."
      ></fs-notice>`;
    default:
      return nothing;
  }
}

function queued(ahead: readonly RunAhead[], show: (runDir: string) => void) {
  if (ahead.length === 0) {
    return html`<fs-notice
      heading="Waiting for free memory"
      text="Training starts automatically when enough memory is free."
    ></fs-notice>`;
  }
  return html`<section>
    <h2>Waiting for these runs</h2>
    <ol class="ahead">
      ${ahead.map(
        (run) => html`<li>
          <button class="link" title=${run.runDir} @click=${() => show(run.runDir)}>${run.name}</button>
          <span class="muted">${stateText(run)}</span>
        </li>`,
      )}
    </ol>
    <div class="muted">Training starts automatically when these runs end or are paused.</div>
  </section>`;
}
