import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

const executeCommand = vi.fn(async (..._given: unknown[]) => {});
vi.mock('vscode', () => ({
  commands: { executeCommand },
  l10n: { t: (text: string) => text },
  Range: class {
    readonly ends: readonly number[];
    constructor(...ends: number[]) {
      this.ends = ends;
    }
  },
  Uri: { file: (path: string) => ({ path }) },
  ViewColumn: { One: 1 },
}));
const readableRun = vi.fn();
vi.mock('../../daemon/outputs/protected-files.ts', () => ({ readableRun }));
const { openRow } = await import('./open-row.ts');

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

test('a run without a data file says so', async () => {
  readableRun.mockResolvedValue({ record: { spec: '/a.flow.json', plan: { data: { source: 'rings' } } } });
  await expect(openRow(await mkdtemp(join(tmpdir(), 'flowscope-row-')), 'test', 1)).rejects.toThrow(
    'where its data are',
  );
});
