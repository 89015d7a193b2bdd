/** The state of a run in words, the commands that apply to it, and its progress. */
import { html, nothing } from 'lit';
import { stateText } from '../../../daemon/format/run-state-text.ts';
import type { PanelCommand, PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { can, hasBegun } from '../../../protocol/run-actions.ts';
import { button } from '../../components/controls.ts';
import { formatStrings, strings as shared } from '../../components/strings.ts';
import { strings } from '../strings.ts';

export function runHead(
  run: RunInfo,
  { offline, ahead }: Pick<PanelSnapshot, 'offline' | 'ahead'>,
  command: (command: PanelCommand) => void,
) {
  const may = (name: 'pause' | 'resume' | 'again' | 'stop') => offline !== true && can(run, name);
  return html`
    <section>
      <div class="row spread">
        <h2 id="state">${stateText(run, formatStrings, ahead.at(-1)?.name ?? null)}</h2>
        <div class="row">
          ${may('pause') ? button('debug-pause', strings.pause, () => command('pause'), strings.pause) : nothing}
          ${may('resume') ? button('debug-continue', strings.resume, () => command('resume'), strings.resume) : nothing}
          ${may('again') ? button('debug-restart', shared.trainAgain, () => command('again'), shared.trainAgain) : nothing}
          ${may('stop') ? stop(run, () => command('stop')) : nothing}
        </div>
      </div>
      ${
        hasBegun(run)
          ? html`<progress max=${Math.max(1, run.steps)} value=${run.step} aria-labelledby="state"></progress>`
          : nothing
      }
      ${run.pause === null || run.pause.reason === 'user' ? nothing : html`<div class="muted">${strings.paused({ why: run.pause.message })}</div>`}
      ${run.error === null ? nothing : html`<div class="error" translate="no">${run.error.message} (${run.error.code})</div>`}
    </section>
  `;
}

function stop({ status }: RunInfo, act: () => void) {
  return status === 'queued'
    ? button('close', strings.leaveQueue, act, strings.leaveQueue)
    : button('debug-stop', strings.stop, act, strings.stop);
}
