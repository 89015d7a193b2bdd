import { expect, test, vi } from 'vitest';
import { ENGLISH } from '../../daemon/format/strings.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { l10n } from '../testing/l10n.ts';

/** A spec as VS Code holds it. Layers are on lines of their own. */
function documentOf(lines: readonly string[], isDirty = false) {
  const text = lines.join('\n');
  return {
    uri: { scheme: 'file', path: '/a.flow.json', fsPath: '/a.flow.json', toString: () => 'file:///a.flow.json' },
    languageId: 'flowscope',
    isDirty,
    getText: () => text,
    positionAt: (offset: number) => ({ line: text.slice(0, offset).split('\n').length - 1 }),
  };
}
type Document = ReturnType<typeof documentOf>;

class Items {
  items: readonly Item[] = [];
  get(id: string) {
    return this.items.find((item) => item.id === id);
  }
  add(item: Item) {
    this.items = [...this.items, item];
  }
  replace(items: readonly Item[]) {
    this.items = items;
  }
}
interface Item {
  readonly id: string;
  readonly children: Items;
  range?: { readonly start: { readonly line: number } } | undefined;
}

const listeners = new Map<string, (argument: never) => void>();
const on = (name: string) => (listener: (argument: never) => void) => {
  listeners.set(name, listener);
  return { dispose: () => {} };
};
const items = new Items();
const controller = {
  items,
  createRunProfile: () => ({}),
  createTestItem: (id: string): Item => ({ id, children: new Items() }),
  dispose: () => {},
};
vi.mock('vscode', () => ({
  l10n,
  Range: class {
    readonly start: unknown;
    constructor(start: unknown) {
      this.start = start;
    }
  },
  TestRunProfileKind: { Run: 1 },
  tests: { createTestController: () => controller },
  window: {},
  workspace: {
    textDocuments: [],
    onDidOpenTextDocument: on('open'),
    onDidChangeTextDocument: on('change'),
    onDidSaveTextDocument: on('save'),
    onDidCloseTextDocument: on('close'),
  },
}));
const { verifyTests } = await import('./verify-tests.ts');

const SPEC = ['{"layers": [', '{"type": "actnorm"},', '{"type": "affine-coupling"},', '{"type": "actnorm"}', ']}'];
const marks = () => [...(items.get('file:///a.flow.json')?.children.items ?? [])].map(({ range }) => range?.start.line);
const tell = (event: string, document: Document) => {
  const argument = event === 'change' ? { document, contentChanges: [{}] } : document;
  listeners.get(event)?.(argument as never);
};

test('marks follow the file when another program writes it, not the text while it is typed', () => {
  verifyTests({} as DaemonLink, ENGLISH);
  tell('open', documentOf(SPEC));
  expect(marks()).toEqual([1, 2, 3]);
  const before = items.get('file:///a.flow.json')!.children.items[0];
  // Half a layer: the marks wait, and keep their results.
  tell('change', documentOf(['{"layers": [', '{"ty'], true));
  expect(marks()).toEqual([1, 2, 3]);
  tell('change', documentOf(['// by git', ...SPEC.slice(0, 4), ', {"type": "actnorm"}', ']}']));
  expect(marks()).toEqual([2, 3, 4, 5]);
  expect(items.get('file:///a.flow.json')!.children.items[0]).toBe(before);
  tell('change', documentOf(SPEC));
  expect(marks()).toEqual([1, 2, 3]);
});
