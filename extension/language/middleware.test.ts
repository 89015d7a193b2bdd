import { beforeEach, expect, test, vi } from 'vitest';
import type { CancellationToken, Command, LogOutputChannel, TextDocument } from 'vscode';

vi.mock('vscode', () => ({
  workspace: { getWorkspaceFolder: ({ path }: { path: string }) => (path.startsWith('/open/') ? {} : undefined) },
  Uri: { parse: (text: string) => uri(text.slice('file://'.length)) },
}));
const { middleware } = await import('./middleware.ts');

const uri = (path: string) => ({ scheme: 'file', path, toString: () => `file://${path}` });
const edits = (...paths: string[]) => ({ entries: () => paths.map((path) => [uri(path), []]) });
const document = { uri: uri('/open/a.flow.json') } as unknown as TextDocument;
const untitled = { uri: { ...uri('Untitled-1'), toString: () => 'untitled:Untitled-1' } } as unknown as TextDocument;
const token = { isCancellationRequested: false } as CancellationToken;
const position = {} as never;

let dropped: string[];
let limits: ReturnType<typeof middleware>;
beforeEach(() => {
  dropped = [];
  const note = (line: string) => void dropped.push(line);
  limits = middleware({ warn: note, debug: note } as unknown as LogOutputChannel);
});

const lens = (command: string, ...args: unknown[]) => ({ command: { title: '', command, arguments: args } }) as never;

test('passes listed commands with valid arguments', async () => {
  const good = lens('flowscope.train', { uri: 'file:///open/a.flow.json' });
  const lenses = [
    good,
    lens('flowscope.train', { uri: 'file:///open/a.flow.json', shell: true }),
    lens('workbench.action.terminal.sendSequence', { text: 'rm' }),
    lens('toString'),
    lens(''),
  ];
  expect(await limits.provideCodeLenses!(document, token, () => lenses)).toEqual([good, lens('')]);
  expect(dropped).toHaveLength(3);
});

test('completions and resolved items get no command', async () => {
  const item = { label: 'affine-coupling', command: { title: '', command: 'evil' } as Command };
  await limits.provideCompletionItem!(document, position, {} as never, token, () => [item]);
  expect(item).toEqual({ label: 'affine-coupling' });
  const next = vi.fn();
  await limits.resolveCodeLens!(lens(''), token, next);
  await limits.resolveCompletionItem!(item, token, next);
  expect(next).not.toHaveBeenCalled();
});

test('quick fixes and renames edit only specs and the document itself', async () => {
  const action = (edit: unknown) => ({ title: '', kind: {}, edit }) as never;
  const fix = action(edits('/open/a.flow.json'));
  const given = [fix, action(edits('/open/a.flow.json', '/home/.bashrc')), { title: '', command: 'evil' } as never];
  expect(await limits.provideCodeActions!(document, position, {} as never, token, () => given)).toEqual([fix]);
  const own = { entries: () => [[untitled.uri, []]] } as never;
  expect(await limits.provideRenameEdits!(untitled, position, 'x', token, () => own)).toBe(own);
  expect(await limits.provideRenameEdits!(document, position, 'x', token, () => own)).toBeNull();
});

test('allows links into open folders only', async () => {
  const link = (path: string) => ({ target: uri(path) }) as never;
  const inside = link('/open/data.csv');
  expect(await limits.provideDocumentLinks!(document, token, () => [inside, link('/etc/passwd')])).toEqual([inside]);
  const show = vi.fn();
  const answer = await limits.window!.showDocument!({ uri: 'file:///etc/passwd' }, token, show);
  expect([answer, show.mock.calls]).toEqual([{ success: false }, []]);
});

test('the daemon reads only its own settings', async () => {
  const asked = vi.fn(async ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => `of ${section}`),
  );
  const items = [{ section: 'flowscope.trace' }, { section: 'http.proxyAuthorization' }, {}, { section: 'flowscope' }];
  const answer = await limits.workspace!.configuration!({ items }, token, asked as never);
  expect(answer).toEqual(['of flowscope.trace', null, null, 'of flowscope']);
  expect(asked).toHaveBeenCalledTimes(1);
});
