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
  *[Symbol.iterator]() {
    for (const item of this.items) yield [item.id, item] as const;
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
/** What test runs reported. */
const outcomes: string[] = [];
const shown: string[] = [];
const controller = {
  items,
  createRunProfile: () => ({}),
  createTestRun: () => ({
    started() {},
    skipped() {},
    passed: (item: Item) => outcomes.push(`passed ${item.id}`),
    failed: (item: Item, { message }: { readonly message: string }) => outcomes.push(`failed ${item.id}: ${message}`),
    appendOutput() {},
    end() {},
  }),
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
  TestMessage: class {
    readonly message: string;
    constructor(message: string) {
      this.message = message;
    }
  },
  ProgressLocation: { Notification: 15 },
  TestRunProfileKind: { Run: 1 },
  TestRunRequest: class {},
  tests: { createTestController: () => controller },
  window: {
    withProgress: (_: unknown, task: (progress: unknown, token: unknown) => unknown) => task(null, {}),
    showInformationMessage: async (text: string) => void shown.push(text),
    showWarningMessage: async (text: string) => void shown.push(text),
  },
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

const RESULT = {
  ok: true,
  layers: [],
  checks: [],
  notVerified: [],
  logDetError: 0,
  roundTripError: 0,
  points: 1,
  method: 'full',
  note: null,
  wholeRoundTripError: 0,
  engineError: { logDet: 0, roundTrip: 0 },
};

test('a layer has no mark before it was verified: VS Code would show ▷, as the lens that trains does', async () => {
  const link = { request: async () => RESULT } as unknown as DaemonLink;
  const tests = verifyTests(link, ENGLISH);
  const document = documentOf(SPEC);
  tell('open', document);
  expect(marks()).toEqual([undefined, undefined, undefined]);
  await tests.verify(document as unknown as Parameters<typeof tests.verify>[0]);
  expect(marks()).toEqual([1, 2, 3]);
  const before = items.get('file:///a.flow.json')!.children.items[0];
  // Half a layer: the marks wait, and keep their results.
  tell('change', documentOf(['{"layers": [', '{"ty'], true));
  expect(marks()).toEqual([1, 2, 3]);
  // Marks follow the file when another program writes it. A layer that is new has none.
  tell('change', documentOf(['// by git', ...SPEC.slice(0, 4), ', {"type": "actnorm"}', ']}']));
  expect(marks()).toEqual([2, 3, 4, undefined]);
  expect(items.get('file:///a.flow.json')!.children.items[0]).toBe(before);
  tell('change', documentOf(SPEC));
  expect(marks()).toEqual([1, 2, 3]);
});

test('a model without layers is one test, which fails with the errors of its checks', async () => {
  const document = documentOf(['{"model": "gan"}']);
  const check = { name: 'float32 decode', error: 1e-7, tolerance: 1e-4, ok: true };
  const result = { ...RESULT, method: null, checks: [check] };
  const answers = [result, { ...result, ok: false, checks: [{ ...check, error: 0.5, ok: false }] }];
  const tests = verifyTests({ request: async () => answers.shift() } as unknown as DaemonLink, ENGLISH);
  tell('open', document);
  outcomes.length = 0;
  shown.length = 0;
  for (const _ of [1, 2]) await tests.verify(document as unknown as Parameters<typeof tests.verify>[0]);
  expect(outcomes).toEqual([
    'passed file:///a.flow.json',
    'failed file:///a.flow.json: float32 decode: error 5.0e−1 (tolerance 1.0e−4)',
  ]);
  expect(shown).toEqual([
    'a.flow.json passed verification: 1 check, float64, 1 points.',
    'a.flow.json failed verification: float32 decode.',
  ]);
});
