import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';

const executeCommand = vi.fn(async (..._given: unknown[]) => {});
interface Provider {
  provideTextDocumentContent(uri: { readonly query: string }): Promise<string>;
}
const registerTextDocumentContentProvider = vi.fn((_scheme: string, _provider: Provider) => ({ dispose() {} }));
vi.mock('vscode', () => ({
  commands: { executeCommand },
  l10n: { t: (text: string) => text },
  workspace: { registerTextDocumentContentProvider },
  Range: class {
    readonly ends: readonly number[];
    constructor(...ends: number[]) {
      this.ends = ends;
    }
  },
  Uri: { file: (path: string) => ({ path }), from: (parts: object) => parts },
  ViewColumn: { One: 1 },
}));
const readableRun = vi.fn();
vi.mock('../../daemon/outputs/protected-files.ts', () => ({ readableRun }));
const { openRow } = await import('./open-row.ts');
const { unpackedTexts } = await import('./unpacked-texts.ts');

test.each([
  ['validation', '/flows/data/table.csv'],
  ['test', '/flows/test.csv'],
] as const)('the file with the %s rows is opened at the line', async (split, path) => {
  const data = { source: 'csv', path: 'data/table.csv', testPath: '/flows/test.csv' };
  readableRun.mockResolvedValue({ record: { spec: '/flows/a.flow.json', plan: { data } } });
  await openRow('/runs/a', split, 12);
  const at = { ends: [11, 0, 11, 0] };
  expect(executeCommand).toHaveBeenLastCalledWith('vscode.open', { path }, { viewColumn: 1, selection: at });
});

test('a file without lines is opened as it is', async () => {
  const data = { source: 'npy', path: 'points.npy' };
  readableRun.mockResolvedValue({ record: { spec: '/flows/a.flow.json', plan: { data } } });
  await openRow('/runs/a', 'test', null);
  expect(executeCommand).toHaveBeenLastCalledWith('vscode.open', { path: '/flows/points.npy' }, { viewColumn: 1 });
});

test('the lines of a compressed file are those of its text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-row-'));
  const path = join(folder, 'table.csv.gz');
  await writeFile(path, gzipSync('x,y\n1,2\n'));
  readableRun.mockResolvedValue({
    record: { spec: join(folder, 'a.flow.json'), plan: { data: { source: 'csv', path: 'table.csv.gz' } } },
  });
  await openRow('/runs/a', 'train', 2);
  const address = { scheme: 'flowscope-unpacked', path: '/table.csv', query: path };
  const selection = { ends: [1, 0, 1, 0] };
  expect(executeCommand).toHaveBeenLastCalledWith('vscode.open', address, { viewColumn: 1, selection });
  unpackedTexts();
  const [scheme, provider] = registerTextDocumentContentProvider.mock.lastCall!;
  expect(scheme).toBe('flowscope-unpacked');
  expect(await provider.provideTextDocumentContent(address)).toBe('x,y\n1,2\n');
});

test('a run without a data file says so', async () => {
  readableRun.mockResolvedValue({ record: { spec: '/a.flow.json', plan: { data: { source: 'rings' } } } });
  await expect(openRow(await mkdtemp(join(tmpdir(), 'flowscope-row-')), 'test', 1)).rejects.toThrow(
    'where its data are',
  );
});
