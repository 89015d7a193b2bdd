/** The Runs view: runs, newest first, with their checkpoints. */
import { basename, dirname, relative } from 'node:path';
import { MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { leftOutText } from '../../daemon/format/left-out-text.ts';
import { formatCount, formatEstimate } from '../../daemon/format/numbers.ts';
import { nllText, stateText } from '../../daemon/format/run-state-text.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { can, type RunAction } from '../../protocol/run-actions.ts';
import type { RunNode } from './run-nodes.ts';
import type { RunStore } from './run-store.ts';
import { stateIcon } from './state-icon.ts';

export interface RunsTree {
  children(node: RunNode | undefined): Promise<RunNode[]>;
  item(node: RunNode): TreeItem;
  parent(node: RunNode): RunNode | undefined;
}

const SHOWN: readonly RunAction[] = ['pause', 'resume', 'stop', 'inspect', 'delete'];

/** @param onFailure the list cannot be read, and the view stays empty */
export function runsTree(store: RunStore, onFailure: (error: unknown) => void): RunsTree {
  return {
    async children(node) {
      if (node === undefined) {
        await store.loaded().catch(onFailure);
        return store.all().map(({ runDir }) => ({ kind: 'run', runDir }));
      }
      const run = store.find(node.runDir);
      if (node.kind === 'checkpoint' || run === null) return [];
      return run.checkpoints.map(({ step }) => ({ kind: 'checkpoint' as const, runDir: run.runDir, step })).reverse();
    },
    item(node) {
      const run = store.find(node.runDir);
      if (run === null) return new TreeItem(basename(node.runDir));
      return node.kind === 'run' ? runItem(run) : checkpointItem(run, node.step);
    },
    parent: (node) => (node.kind === 'checkpoint' ? { kind: 'run', runDir: node.runDir } : undefined),
  };
}

function runItem(run: RunInfo): TreeItem {
  const item = new TreeItem(
    run.name,
    run.checkpoints.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = run.runDir;
  item.iconPath = stateIcon(run);
  item.description = [
    stateText(run),
    nllText(run),
    run.unsaved ? 'unsaved text' : null,
    isElsewhere(run) ? 'in another folder' : null,
  ]
    .filter((text) => text !== null)
    .join(' · ');
  item.tooltip = tooltip(run);
  item.contextValue = ['run', ...SHOWN.filter((action) => can(run, action))].join(' ');
  item.accessibilityInformation = { label: `${run.name}, ${item.description}` };
  item.command = {
    command: 'flowscope.openRun',
    title: 'Open Run',
    arguments: [{ kind: 'run', runDir: run.runDir } satisfies RunNode],
  };
  return item;
}

/** Whether the run is not beside its spec, because of a setting or a read-only folder. */
function isElsewhere({ runDir, spec }: RunInfo): boolean {
  return relative(dirname(spec), runDir).startsWith('..');
}

function checkpointItem(run: RunInfo, step: number): TreeItem {
  const item = new TreeItem(`Step ${step}`);
  item.id = `${run.runDir}\n${step}`;
  const best = run.checkpoints.find((checkpoint) => checkpoint.step === step)?.best === true;
  item.iconPath = new ThemeIcon(best ? 'star-full' : 'save');
  item.description = best ? 'best by validation' : '';
  item.contextValue = 'checkpoint inspect';
  item.command = {
    command: 'flowscope.inspectLayers',
    title: 'Inspect Layers',
    arguments: [{ kind: 'checkpoint', runDir: run.runDir, step } satisfies RunNode],
  };
  return item;
}

function tooltip(run: RunInfo): MarkdownString {
  const text = new MarkdownString();
  text.supportHtml = false;
  const line = (name: string, value: string) => {
    text.appendMarkdown(`**${name}** `).appendText(value).appendMarkdown('  \n');
  };
  line('Run', run.id);
  line('State', stateText(run));
  if (run.validation !== null && run.validation.nll !== null) {
    line(
      'Validation NLL',
      `${formatEstimate(run.validation.nll, run.validation.se)} nats at step ${run.validation.step}`,
    );
  }
  if (run.best !== null && run.best.nll !== null) {
    line('Best NLL', `${formatEstimate(run.best.nll, run.best.se ?? null)} nats at step ${run.best.step}`);
  }
  const left = run.best ?? run.validation;
  const leftOut = left?.n === undefined ? null : leftOutText(left.notFinite, left.n);
  if (leftOut !== null) line('Rows left out', leftOut);
  line('Parameters', formatCount(run.parameters));
  line('Seed', String(run.seed));
  line('Backend', run.backend);
  line('Spec', Uri.file(run.spec).fsPath);
  line('Folder', run.runDir);
  if (run.error !== null) line('Error', `${run.error.message} (${run.error.code})`);
  if (run.pause !== null) line('Paused', run.pause.message);
  return text;
}
