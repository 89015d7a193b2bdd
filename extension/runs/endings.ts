/** Reports once how the runs of this window ended, with actions. */
import { type Disposable, type Event, type LogOutputChannel, l10n, window } from 'vscode';
import type { LinkState } from '../../daemon/client/lasting-connection.ts';
import { resultText } from '../../daemon/format/run-state-text.ts';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { isOffered } from '../../protocol/panel/offered-panels.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { can, isActive } from '../../protocol/run-actions.ts';
import { shownName } from '../../protocol/shown-name.ts';
import { resume } from '../commands/control-run.ts';
import { showLog } from '../commands/daemon.ts';
import { type CommandDefinition, execute } from '../commands/definition.ts';
import { inspectLayers, openRun, showSamples } from '../commands/show-panel.ts';
import { trainAgain } from '../commands/train-again.ts';
import type { RunStore } from './run-store.ts';
import type { StartedRuns } from './started-runs.ts';

/** Milliseconds. A daemon that ends first saves its runs, which looks as if a user had stopped them, and then hangs up. */
const HANGING_UP = 10_000;

export function tellEndings(
  store: RunStore,
  link: { readonly onDidChangeState: Event<LinkState> },
  started: StartedRuns,
  log: LogOutputChannel,
  strings: FormatStrings,
): Disposable {
  const stopped: { readonly run: RunInfo; readonly at: number }[] = [];
  const states = link.onDidChangeState((state) => {
    if (state !== 'lost') return;
    const now = performance.now();
    for (const { run, at } of stopped.splice(0)) if (now - at < HANGING_UP) void tell(run, strings);
  });
  const runs = store.onDidChangeRun(({ run, before }) => {
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
    // Stopped by a user, perhaps in another window or on the command line, unless the daemon is about to end.
    if (run.status === 'interrupted' && before?.status === 'stopping') {
      stopped.push({ run, at: performance.now() });
      return;
    }
    void tell(run, strings);
  });
  return {
    dispose() {
      states.dispose();
      runs.dispose();
    },
  };
}

async function tell(run: RunInfo, strings: FormatStrings): Promise<void> {
  const { step } = run;
  const name = shownName(run);
  if (run.status === 'finished') {
    const result = resultText(run, 'estimate', strings);
    const steps = strings.steps({ count: step });
    const text =
      result === null
        ? l10n.t('{0} is trained: {1}.', name, steps)
        : l10n.t('{0} is trained: {1}, {2}.', name, steps, result);
    const actions = isOffered('layers', run) ? [inspectLayers, showSamples] : [showSamples];
    await act(run, actions, await window.showInformationMessage(text, ...titles(actions)));
  } else if (run.status === 'failed') {
    const reason = run.error === null ? l10n.t('see the log') : `${run.error.message} (${run.error.code})`;
    const text = l10n.t('Training of {0} failed at step {1}: {2}', name, step, reason);
    const actions = [openRun, can(run, 'resume') ? resume : trainAgain, showLog];
    await act(run, actions, await window.showErrorMessage(text, ...titles(actions)));
  } else if (run.status === 'interrupted') {
    const text = l10n.t(
      'Training of {0} was interrupted at step {1}. Resume it to continue from the last checkpoint.',
      name,
      step,
    );
    const actions = [resume, showLog];
    await act(run, actions, await window.showWarningMessage(text, ...titles(actions)));
  } else if (run.status === 'paused' && run.pause !== null) {
    const text = l10n.t('Training of {0} is paused: {1}', name, run.pause.message);
    const actions = [resume];
    await act(run, actions, await window.showWarningMessage(text, ...titles(actions)));
  }
}

function titles(actions: readonly CommandDefinition[]): readonly string[] {
  return actions.map(({ title }) => title);
}

/** Runs the command whose title is the answer. */
async function act(
  { runDir }: RunInfo,
  actions: readonly CommandDefinition[],
  answer: string | undefined,
): Promise<void> {
  const chosen = actions.find(({ title }) => title === answer);
  if (chosen !== undefined) await execute(chosen, { kind: 'run', runDir });
}
