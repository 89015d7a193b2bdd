/** A run without recorded steps: what it waits for, or why it did not start. */
import { html, nothing } from 'lit';
import { backendWorkText } from '../../../daemon/format/backend-work-text.ts';
import { dataProgressText } from '../../../daemon/format/data-progress-text.ts';
import { stateText } from '../../../daemon/format/run-state-text.ts';
import type { RunAhead } from '../../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { formatStrings } from '../../components/strings.ts';
import '../../components/panel-notice.ts';
import { strings } from '../strings.ts';

/** @param ahead runs that a queued run waits for @param show switches to another run */
export function notBegun(run: RunInfo, ahead: readonly RunAhead[], show: (runDir: string) => void) {
  switch (run.status) {
    case 'queued':
      return queued(ahead, show);
    case 'starting':
    case 'running':
      return html`<fs-notice heading=${strings.preparing} text=${preparingText(run)} busy></fs-notice>`;
    case 'interrupted':
      return html`<fs-notice
        heading=${strings.notStarted}
        text=${strings.notStartedAdvice}
      ></fs-notice>`;
    default:
      return nothing;
  }
}

function preparingText({ preparing, working }: RunInfo): string {
  if (working !== undefined) return backendWorkText(working, formatStrings);
  return preparing === undefined ? strings.preparingText : dataProgressText(preparing, formatStrings);
}

function queued(ahead: readonly RunAhead[], show: (runDir: string) => void) {
  if (ahead.length === 0) {
    return html`<fs-notice
      heading=${strings.waitingForMemory}
      text=${strings.waitingForMemoryText}
    ></fs-notice>`;
  }
  return html`<section>
    <h2>${strings.waitingForRuns}</h2>
    <ol class="ahead">
      ${ahead.map(
        (run, i) => html`<li>
          <button class="link" translate="no" title=${run.runDir} @click=${() => show(run.runDir)}>${run.name}</button>
          <span class="muted">${stateText(run, formatStrings, ahead[i - 1]?.name ?? null)}</span>
        </li>`,
      )}
    </ol>
    <div class="muted">${strings.waitingForRunsText}</div>
  </section>`;
}
