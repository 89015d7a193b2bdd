import { expect, test, vi } from 'vitest';
import { ENGLISH } from '../../daemon/format/strings.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { l10n } from '../testing/l10n.ts';
import type { RunStore } from './run-store.ts';

class Markdown {
  value = '';
  appendText(text: string) {
    this.value += text;
    return this;
  }
  appendMarkdown(text: string) {
    return this.appendText(text);
  }
}
class Item {
  readonly label: string;
  constructor(label: string) {
    this.label = label;
  }
}
class Icon {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}
vi.mock('vscode', () => ({
  l10n,
  commands: {},
  env: { language: 'en' },
  MarkdownString: Markdown,
  ThemeColor: Icon,
  ThemeIcon: Icon,
  TreeItem: Item,
  TreeItemCollapsibleState: {},
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  workspace: {
    workspaceFolders: ['/work'],
    getWorkspaceFolder: ({ fsPath }: { fsPath: string }) => (fsPath.startsWith('/work/') ? {} : undefined),
  },
}));
const { runsTree } = await import('./runs-tree.ts');

const RUN = {
  ...{ runDir: '/work/runs/moons', id: 'moons', name: 'moons', spec: '/work/moons.flow.json', status: 'finished' },
  ...{
    step: 4,
    steps: 4,
    eta: null,
    queuePosition: null,
    loss: null,
    started: new Date().toISOString(),
    backend: 'cpu',
    seed: 1,
    parameters: 5,
  },
  ...{ validation: null, best: null, checkpoints: [], error: null, pause: null },
} as unknown as RunInfo;

test.each(['verified', 'unverified', 'damaged'] as const)('a run that is %s says so if it is damaged', (state) => {
  const problems = state === 'damaged' ? ['layers.jsonl: it is missing'] : [];
  const run: RunInfo = { ...RUN, integrity: { state, problems } };
  const store = { find: () => run, all: () => [run] } as unknown as RunStore;
  const item = runsTree(store, ENGLISH, () => {}).item({ kind: 'run', runDir: run.runDir });
  const { value } = item.tooltip as unknown as Markdown;
  expect(String(item.description).includes('damaged')).toBe(state === 'damaged');
  expect(value.includes('layers.jsonl: it is missing')).toBe(state === 'damaged');
  expect(value.includes('flowscope fsck /work/runs/moons')).toBe(state === 'damaged');
  expect(item.iconPath).toMatchObject({ id: state === 'damaged' ? 'warning' : 'pass' });
});

test('a queued run says which run it is behind', () => {
  const runs = [
    { ...RUN, status: 'queued', queuePosition: 1, owned: true },
    { ...RUN, runDir: '/runs/rings', name: 'rings', status: 'running', owned: true },
  ] as const satisfies readonly Partial<RunInfo>[];
  const store = { find: () => runs[0], all: () => runs } as unknown as RunStore;
  const item = runsTree(store, ENGLISH, () => {}).item({ kind: 'run', runDir: RUN.runDir });
  expect(item.description).toMatch(/^queued behind rings/);
});

/** What the view says of the first of these runs, which is the newest. */
function first(...runs: readonly Partial<RunInfo>[]) {
  const all = runs.map((more, i): RunInfo => ({ ...RUN, runDir: `/work/runs/${i}`, ...more }));
  const find = (runDir: string) => all.find((run) => run.runDir === runDir) ?? null;
  const store = { all: () => all, find } as unknown as RunStore;
  return runsTree(store, ENGLISH, () => {}).item({ kind: 'run', runDir: all[0]!.runDir });
}

test('a run says how it differs from the one of its spec before it, and when it was started', () => {
  const settings = (rate: number) => ({ 'training.optimizer.learningRate': rate });
  const item = first({ settings: settings(0.002) }, { spec: '/work/rings.flow.json' }, { settings: settings(0.001) });
  expect(item.description).toMatch(/^lr 2e-3 · \d\d:\d\d · finished, 4 steps$/);
  expect(item.accessibilityInformation?.label).toMatch(/^moons, finished, 4 steps · lr 2e-3 · /);
  const many = { a: 1, b: 1, c: 1, d: 1 };
  expect(first({ settings: many }, { settings: { a: 2, b: 2, c: 2, d: 2 } }).description).toMatch(
    /^a 1, b 1, c 1, … · /,
  );
  expect(first({ settings: many }).description).toMatch(/^\d\d:\d\d · finished/);
});

test('a label takes the place of the name, and the note is in the hover', () => {
  const item = first({ label: 'wider', note: 'Best so far.' });
  expect(item.label).toBe('wider');
  expect((item.tooltip as unknown as Markdown).value).toContain('**Note** Best so far.');
});

test('a run of a folder that is not open says which one', () => {
  expect(first({ spec: '/other/deep/moons.flow.json' }).description).toMatch(/^in deep · /);
  expect(first({}).description).not.toContain('in ');
});

test('what is running or queued says so first; a queued run is no error', () => {
  const queued = first({ status: 'queued', queuePosition: 2 });
  expect(queued.description).toMatch(/^queued, position 2 · /);
  expect(queued.iconPath).toMatchObject({ id: 'watch' });
});

test('the menus offer what there is to show of the run', () => {
  const checkpoints = [{ step: 4, path: '', best: true }];
  expect(first({ checkpoints, model: 'flow', shape: [2] }).contextValue).toContain('shows_density');
  expect(first({ checkpoints, model: 'flow', shape: [8, 8, 1] }).contextValue).not.toContain('shows_density');
  expect(first({ model: 'flow', shape: [2] }).contextValue).not.toContain('shows_layers');
});
