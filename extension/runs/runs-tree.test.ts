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
  MarkdownString: Markdown,
  ThemeColor: Icon,
  ThemeIcon: Icon,
  TreeItem: Item,
  TreeItemCollapsibleState: {},
  Uri: { file: (fsPath: string) => ({ fsPath }) },
}));
const { runsTree } = await import('./runs-tree.ts');

const RUN = {
  ...{ runDir: '/runs/moons', id: 'moons', name: 'moons', spec: '/moons.flow.json', status: 'finished' },
  ...{ step: 4, steps: 4, eta: null, queuePosition: null, loss: null, backend: 'cpu', seed: 1, parameters: 5 },
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
  expect(value.includes('flowscope fsck /runs/moons')).toBe(state === 'damaged');
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
