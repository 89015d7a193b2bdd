/** The Runs view: runs, newest first, with their checkpoints. */
import { basename, dirname, relative } from 'node:path';
import {
  env,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from 'vscode';
import { leftOutText } from '../../daemon/format/left-out-text.ts';
import { formatCount, formatEstimate } from '../../daemon/format/numbers.ts';
import { runDifferences } from '../../daemon/format/run-differences.ts';
import { resultText, stateText } from '../../daemon/format/run-state-text.ts';
import { startedText } from '../../daemon/format/started-text.ts';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { isOffered, offeredPanels } from '../../protocol/panel/offered-panels.ts';
import { queuedBehind } from '../../protocol/queue.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { can, RUN_ACTIONS, type RunAction } from '../../protocol/run-actions.ts';
import { shownName } from '../../protocol/shown-name.ts';
import { commandLink } from '../commands/definition.ts';
import { panelWord } from '../commands/places.ts';
import { inspectLayers, openRun, showSamples } from '../commands/show-panel.ts';
import type { RunStore } from './run-store.ts';

export type RunNode =
  | { readonly kind: 'run'; readonly runDir: string }
  | { readonly kind: 'damaged'; readonly runDir: string }
  | { readonly kind: 'checkpoint'; readonly runDir: string; readonly step: number };

export interface RunsTree {
  children(node: RunNode | undefined): Promise<RunNode[]>;
  item(node: RunNode): TreeItem;
  parent(node: RunNode): RunNode | undefined;
}

/** @param onFailure the list cannot be read, and the view stays empty */
export function runsTree(store: RunStore, strings: FormatStrings, onFailure: (error: unknown) => void): RunsTree {
  return {
    async children(node) {
      if (node === undefined) {
        await store.loaded().catch(onFailure);
        const runs = store.all().map(({ runDir }) => ({ kind: 'run' as const, runDir }));
        return [...runs, ...store.damaged().map(({ runDir }) => ({ kind: 'damaged' as const, runDir }))];
      }
      const run = store.find(node.runDir);
      if (node.kind !== 'run' || run === null) return [];
      return run.checkpoints.map(({ step }) => ({ kind: 'checkpoint' as const, runDir: run.runDir, step })).reverse();
    },
    item(node) {
      if (node.kind === 'damaged') return damagedItem(node.runDir, store);
      const run = store.find(node.runDir);
      if (run === null) return new TreeItem(basename(node.runDir));
      return node.kind === 'run'
        ? runItem(run, { older: olderRun(run, store.all()), behind: queuedBehind(run, store.all()) }, strings)
        : checkpointItem(run, node.step);
    },
    parent: (node) => (node.kind === 'checkpoint' ? { kind: 'run', runDir: node.runDir } : undefined),
  };
}

/** The run of the same spec before this one; null: there is none. @param runs newest first */
function olderRun({ spec, runDir }: RunInfo, runs: readonly RunInfo[]): RunInfo | null {
  const at = runs.findIndex((run) => run.runDir === runDir);
  return (at < 0 ? null : runs.slice(at + 1).find((run) => run.spec === spec)) ?? null;
}

/** Differences that are named. */
const MOST_DIFFERENCES = 3;

interface Neighbours {
  /** Of the same spec: the differences from it are shown. */
  readonly older: RunInfo | null;
  /** Name of the run that this one is queued behind. */
  readonly behind: string | null;
}

function runItem(run: RunInfo, { older, behind }: Neighbours, strings: FormatStrings): TreeItem {
  const name = shownName(run);
  const item = new TreeItem(
    name,
    run.checkpoints.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = run.runDir;
  item.iconPath = isDamaged(run) ? WARNING : stateIcon(run);
  const differences = older === null ? [] : runDifferences(run, older, strings);
  const state = stateText(run, strings, behind);
  const rest = [
    folderOfOthers(run),
    shortList(differences),
    startedText(run.started, env.language),
    resultText(run, 'mean', strings),
  ];
  const marks = [
    isDamaged(run) ? l10n.t('damaged') : null,
    run.unsaved ? l10n.t('unsaved text') : null,
    isElsewhere(run) ? l10n.t('stored elsewhere') : null,
  ];
  const joined = (texts: readonly (string | null)[]) => texts.filter((text) => text !== null).join(' · ');
  // The icon says that a run has finished; what a run does now is more than that.
  item.description = joined(run.status === 'finished' ? [...rest, state, ...marks] : [state, ...rest, ...marks]);
  item.tooltip = tooltip(run, { state, differences }, strings);
  item.contextValue = ['run', ...RUN_ACTIONS.filter((action) => can(run, action)), ...panelWords(run)].join(' ');
  item.accessibilityInformation = { label: `${name}, ${joined([state, ...rest, ...marks])}` };
  item.command = commandLink(openRun, { kind: 'run', runDir: run.runDir } satisfies RunNode);
  return item;
}

/** A run whose record cannot be read: a file that is damaged is not one that is absent. */
function damagedItem(runDir: string, store: RunStore): TreeItem {
  const item = new TreeItem(basename(runDir));
  item.id = runDir;
  item.iconPath = WARNING;
  item.description = l10n.t('damaged');
  item.accessibilityInformation = { label: `${basename(runDir)}, ${item.description}` };
  const message = store.damaged().find((run) => run.runDir === runDir)?.message ?? '';
  const text = new MarkdownString();
  text.supportHtml = false;
  text.appendText(message).appendMarkdown('\n\n').appendText(fsckAdvice(runDir));
  item.tooltip = text;
  return item;
}

const WARNING = new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'));

function isDamaged({ integrity }: RunInfo): boolean {
  return integrity?.state === 'damaged';
}

function fsckAdvice(runDir: string): string {
  return l10n.t('This command lists what is damaged: {0}', `flowscope fsck ${runDir}`);
}

function shortList(differences: readonly string[]): string | null {
  if (differences.length === 0) return null;
  return [...differences.slice(0, MOST_DIFFERENCES), ...(differences.length > MOST_DIFFERENCES ? ['…'] : [])].join(
    ', ',
  );
}

/** For a run of a spec in a folder that is not open in this window, which one it is. */
function folderOfOthers({ spec }: RunInfo): string | null {
  const { workspaceFolders = [] } = workspace;
  if (workspaceFolders.length === 0 || workspace.getWorkspaceFolder(Uri.file(spec)) !== undefined) return null;
  return l10n.t('in {0}', basename(dirname(spec)));
}

/** Whether the run is not beside its spec, because of a setting or a read-only folder. */
function isElsewhere({ runDir, spec }: RunInfo): boolean {
  return relative(dirname(spec), runDir).startsWith('..');
}

function checkpointItem(run: RunInfo, step: number): TreeItem {
  const item = new TreeItem(l10n.t('Step {0}', step));
  item.id = `${run.runDir}\n${step}`;
  const best = run.checkpoints.find((checkpoint) => checkpoint.step === step)?.best === true;
  item.iconPath = new ThemeIcon(best ? 'star-full' : 'save');
  item.description = best ? l10n.t('best by validation') : '';
  item.contextValue = ['checkpoint', 'inspect' satisfies RunAction, ...panelWords(run)].join(' ');
  item.command = commandLink(isOffered('layers', run) ? inspectLayers : showSamples, {
    kind: 'checkpoint',
    runDir: run.runDir,
    step,
  } satisfies RunNode);
  return item;
}

/** The panels that have something to show of it. */
function panelWords(run: RunInfo): readonly string[] {
  return offeredPanels(run).map(panelWord);
}

interface Told {
  readonly state: string;
  /** From the run before. */
  readonly differences: readonly string[];
}

function tooltip(run: RunInfo, { state, differences }: Told, strings: FormatStrings): MarkdownString {
  const text = new MarkdownString();
  text.supportHtml = false;
  const line = (name: string, value: string | null) => {
    if (value === null) return;
    text.appendMarkdown(`**${name}** `).appendText(value).appendMarkdown('  \n');
  };
  const estimate = ({ nll, se, step }: { nll: number | null; se?: number | null | undefined; step: number }) =>
    nll === null ? null : l10n.t('{0} nats at step {1}', formatEstimate(nll, se ?? null), step);
  line(l10n.t('Note'), run.note?.replaceAll('\n', ' ') ?? null);
  line(l10n.t('Flow'), run.label === undefined ? null : run.name);
  line(l10n.t('Run'), run.id);
  line(l10n.t('State'), state);
  line(l10n.t('Started'), new Date(run.started).toLocaleString(env.language, { hourCycle: 'h23' }));
  line(l10n.t('Differs from the run before'), differences.length === 0 ? null : differences.join(', '));
  const isBound = run.likelihood === 'bound';
  line(isBound ? l10n.t('Validation −ELBO') : l10n.t('Validation NLL'), run.validation && estimate(run.validation));
  line(isBound ? l10n.t('Best −ELBO') : l10n.t('Best NLL'), run.best && estimate(run.best));
  line(l10n.t('Likelihood'), run.likelihood === 'none' ? strings.noLikelihood : null);
  const left = run.best ?? run.validation;
  line(l10n.t('Rows left out'), left?.n === undefined ? null : leftOutText(left.notFinite, left.n, {}, strings));
  line(l10n.t('Parameters'), formatCount(run.parameters));
  line(l10n.t('Seed'), String(run.seed));
  line(l10n.t('Backend'), run.backend);
  line(l10n.t('Spec'), Uri.file(run.spec).fsPath);
  line(l10n.t('Folder'), run.runDir);
  line(l10n.t('Error'), run.error && `${run.error.message} (${run.error.code})`);
  line(l10n.t('Paused'), run.pause?.message ?? null);
  if (isDamaged(run)) {
    line(l10n.t('Damaged'), run.integrity!.problems.join('; '));
    text.appendText(fsckAdvice(run.runDir));
  }
  return text;
}

/** The icon of a run's state. */
function stateIcon({ status }: RunInfo): ThemeIcon {
  switch (status) {
    case 'queued':
      return new ThemeIcon('watch');
    case 'starting':
    case 'running':
    case 'stopping':
      return new ThemeIcon('sync~spin', new ThemeColor('charts.blue'));
    case 'paused':
      return new ThemeIcon('debug-pause', new ThemeColor('charts.yellow'));
    case 'interrupted':
      return new ThemeIcon('debug-disconnect', new ThemeColor('charts.orange'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('errorForeground'));
    case 'finished':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
  }
}
