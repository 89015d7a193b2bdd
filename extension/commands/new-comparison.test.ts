import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { l10n } from '../testing/l10n.ts';

const showInformationMessage = vi.fn();
const showQuickPick = vi.fn();
const uri = (fsPath: string) => ({ fsPath, scheme: 'file' });
const workspace = {
  isTrusted: true,
  workspaceFolders: [] as object[],
  getConfiguration: () => ({ get: () => '' }),
  openTextDocument: vi.fn(async (of: { fsPath: string }) => ({
    uri: of,
    isDirty: false,
    getText: () => readFileSync(of.fsPath, 'utf8'),
  })),
};
vi.mock('vscode', () => ({
  l10n,
  Uri: { file: uri, joinPath: ({ fsPath }: { fsPath: string }, ...parts: string[]) => uri(join(fsPath, ...parts)) },
  window: { showInformationMessage, showQuickPick, showTextDocument: vi.fn() },
  workspace,
}));
// Files share a process, in which others know another vscode.
vi.resetModules();
afterAll(() => vi.resetModules());
const { newComparison } = await import('./new-comparison.ts');

const CHECKOUT = join(import.meta.dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-comparison-'));
  workspace.workspaceFolders = [{ uri: uri(folder) }];
  showInformationMessage.mockReset();
  showQuickPick.mockReset();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const choosing = (label: string) => {
  showQuickPick.mockImplementation(async (items: readonly { label: string }[]) =>
    items.find((item) => item.label === label),
  );
};

function app() {
  const request = vi.fn(async (_method: unknown, { spec }: { spec: { path: string } }) => ({
    run: { runDir: spec.path },
  }));
  const open = vi.fn();
  return {
    request,
    open,
    context: {
      context: { extensionUri: uri(CHECKOUT) },
      link: { request },
      started: new Set(),
      store: { take() {} },
      panels: { open },
    },
  };
}

const run = ({ context }: ReturnType<typeof app>) => newComparison.run(context as never, undefined);

test('specs of the same digits, with their files; what exists is kept', async () => {
  choosing('digits');
  writeFileSync(join(folder, 'digits-vae.flow.json'), 'mine');
  const own = app();
  await run(own);
  expect(readdirSync(folder).sort()).toEqual([
    'digits-bigan.flow.json',
    'digits-flow.flow.json',
    'digits-gan.flow.json',
    'digits-images.idx.gz',
    'digits-labels.idx.gz',
    'digits-vae.flow.json',
  ]);
  expect(readFileSync(join(folder, 'digits-vae.flow.json'), 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, 'digits-gan.flow.json'), 'utf8')).toContain('"name": "digits-gan"');
  expect(showInformationMessage.mock.lastCall?.[0]).toBe(`4 specs of digits are in ${folder}.`);
  expect(own.request).not.toHaveBeenCalled();
});

test('all are trained in their order, and compared', async () => {
  choosing('eight-gaussians');
  showInformationMessage.mockResolvedValue('Train All and Compare');
  const own = app();
  await run(own);
  const paths = ['flow', 'vae', 'gan', 'bigan', 'flow-gan'].map((kind) =>
    join(folder, `eight-gaussians-${kind}.flow.json`),
  );
  expect(own.request.mock.calls.map(([, { spec }]) => spec.path)).toEqual(paths);
  expect(own.open).toHaveBeenCalledExactlyOnceWith(
    'compare',
    paths.map((runDir) => ({ runDir })),
  );
});
