/** Reports once how the runs of this window ended, with actions. */
import { commands, type Disposable, type LogOutputChannel, window } from 'vscode';
import { nllText } from '../../daemon/format/run-state-text.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { isActive } from '../../protocol/run-actions.ts';
import type { RunStore } from './run-store.ts';
import type { StartedRuns } from './started-runs.ts';

export function tellEndings(store: RunStore, started: StartedRuns, log: LogOutputChannel): Disposable {
  return store.onDidChangeRun(({ run, before }) => {
    if (before?.status === run.status) return;
    if (before !== undefined) {
      const reason = run.error === null ? '' : ` (${run.error.code}: ${run.error.message})`;
      log.info(`${run.id}: ${before.status} → ${run.status}${reason}`);
    }
    if (!started.has(run.runDir) || isActive(run)) return;
    // Paused before a reload: already reported.
    if (before === undefined && run.status === 'paused') return;
    if (run.status === 'paused' && run.pause?.reason === 'user') return;
    if (run.status !== 'paused') started.delete(run.runDir);
    // Stopped by a user, perhaps in another window or on the command line.
    if (run.status === 'interrupted' && before?.status === 'stopping') return;
    void tell(run, log);
  });
}

async function tell(run: RunInfo, log: LogOutputChannel): Promise<void> {
  const argument = { kind: 'run', runDir: run.runDir };
  const act = async (answer: string | undefined, actions: Readonly<Record<string, () => unknown>>) => {
    if (answer !== undefined) await actions[answer]?.();
  };
  const command = (id: string) => () => commands.executeCommand(id, argument);
  if (run.status === 'finished') {
    const nll = nllText(run, 'estimate');
    const actions = {
      'Inspect Layers': command('flowscope.inspectLayers'),
      'Show Samples': command('flowscope.showSamples'),
    };
    await act(
      await window.showInformationMessage(
        `${run.name} is trained: ${run.step} steps${nll === null ? '' : `, ${nll}`}.`,
        ...Object.keys(actions),
      ),
      actions,
    );
  } else if (run.status === 'failed') {
    const actions = {
      'Open Run': command('flowscope.openRun'),
      'Resume Training': command('flowscope.resume'),
      'Show Log': () => log.show(),
    };
    const reason = run.error === null ? 'see the log' : `${run.error.message} (${run.error.code})`;
    await act(
      await window.showErrorMessage(
        `Training of ${run.name} failed at step ${run.step}: ${reason}`,
        ...Object.keys(actions),
      ),
      actions,
    );
  } else if (run.status === 'interrupted') {
    const actions = { 'Resume Training': command('flowscope.resume'), 'Show Log': () => log.show() };
    await act(
      await window.showWarningMessage(
        `Training of ${run.name} was interrupted at step ${run.step}. Resume it to continue from the last checkpoint.`,
        ...Object.keys(actions),
      ),
      actions,
    );
  } else if (run.status === 'paused' && run.pause !== null) {
    const actions = { 'Resume Training': command('flowscope.resume') };
    await act(
      await window.showWarningMessage(
        `Training of ${run.name} is paused: ${run.pause.message}`,
        ...Object.keys(actions),
      ),
      actions,
    );
  }
}
