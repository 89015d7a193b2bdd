/** The run that a command applies to. */
import { l10n, type QuickPickItem, window } from 'vscode';
import { resultText, stateText } from '../../daemon/format/run-state-text.ts';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { isOffered } from '../../protocol/panel/offered-panels.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { queuedBehind } from '../../protocol/queue.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { can, type RunAction } from '../../protocol/run-actions.ts';
import { shownName } from '../../protocol/shown-name.ts';
import type { AppContext } from '../app-context.ts';
import { currentFlow, isSameFile } from '../flow-documents.ts';

/** What it takes to offer runs. */
type RunsOf = Pick<AppContext, 'store' | 'formatStrings'>;

interface RunItem extends QuickPickItem {
  readonly run: RunInfo;
}

export interface PickOptions {
  /** Offers only runs that allow this action; null: all. */
  readonly action: RunAction | null;
  /** And this panel, if it is named. */
  readonly panel?: PanelName;
  readonly title: string;
  /** Takes the newest run of the active spec without asking. */
  readonly newestOfSpec: boolean;
}

/**
 * The run in the argument of a lens, a view or a key binding, and no other. Without one: the newest run of the active spec, or one
 * that the user picks.
 * @returns null: there is no run, or the user cancels @throws FlowscopeError `run-not-found`
 */
export async function runToUse(app: RunsOf, argument: unknown, options: PickOptions): Promise<RunInfo | null> {
  const { store } = app;
  await store.loaded();
  const runDir = typeof argument === 'object' && argument !== null && 'runDir' in argument ? argument.runDir : null;
  return typeof runDir === 'string' ? store.get(runDir) : pickRun(app, options);
}

/** The step of a checkpoint in the Runs view. */
export function stepOfArgument(argument: unknown): number | null {
  if (typeof argument !== 'object' || argument === null || !('step' in argument)) return null;
  return typeof argument.step === 'number' ? argument.step : null;
}

async function pickRun(
  { store, formatStrings }: RunsOf,
  { action, panel, title, newestOfSpec }: PickOptions,
): Promise<RunInfo | null> {
  const fitting = store
    .all()
    .filter((run) => (action === null || can(run, action)) && (panel === undefined || isOffered(panel, run)));
  const flow = currentFlow();
  const own = flow === null ? [] : fitting.filter(({ spec }) => isSameFile(flow.uri, spec));
  if (newestOfSpec && own[0] !== undefined) return own[0];
  if (fitting.length === 0) {
    void window.showInformationMessage(l10n.t('{0}: no run is available for this command.', title));
    return null;
  }
  if (fitting.length === 1 && action !== 'delete') return fitting[0]!;
  const ordered = [...own, ...fitting.filter((run) => !own.includes(run))];
  const chosen = await window.showQuickPick(
    ordered.map((run) => item(run, formatStrings, queuedBehind(run, store.all()))),
    {
      title,
      placeHolder: l10n.t('Select a run'),
      matchOnDescription: true,
    },
  );
  return chosen?.run ?? null;
}

export async function pickRuns({ store, formatStrings }: RunsOf, title: string): Promise<readonly RunInfo[]> {
  await store.loaded();
  const chosen = await window.showQuickPick(
    store.all().map((run) => item(run, formatStrings, queuedBehind(run, store.all()))),
    {
      title,
      placeHolder: l10n.t('Select two or more runs'),
      canPickMany: true,
      matchOnDescription: true,
    },
  );
  return chosen?.map(({ run }) => run) ?? [];
}

/** @param behind name of the run that it is queued behind, or null */
function item(run: RunInfo, strings: FormatStrings, behind: string | null): RunItem {
  const detail = [stateText(run, strings, behind), resultText(run, 'mean', strings)]
    .filter((text) => text !== null)
    .join(' · ');
  return { label: shownName(run), description: run.id, detail, run };
}
