import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { proposableEndings } from '../../daemon/proposal/proposable-files.ts';
import { l10n } from '../testing/l10n.ts';

class Uri {
  readonly fsPath: string;
  constructor(fsPath: string) {
    this.fsPath = fsPath;
  }
  static file(path: string): Uri {
    return new Uri(path);
  }
  static joinPath({ fsPath }: Uri, ...parts: string[]): Uri {
    return new Uri(join(fsPath, ...parts));
  }
}
const runOnce = vi.fn();
const showInputBox = vi.fn();
const showOpenDialog = vi.fn();
const showTextDocument = vi.fn();
const withProgress = vi.fn((_options: object, task: (...args: unknown[]) => Promise<void>) =>
  task({}, { onCancellationRequested() {} }),
);
vi.mock('vscode', () => ({
  l10n,
  Uri,
  ProgressLocation: {},
  window: { showInputBox, showOpenDialog, showTextDocument, withProgress },
}));
vi.mock('../../daemon/client/run-once.ts', () => ({ runOnce }));
vi.mock('../settings.ts', () => ({ nodePath: () => null }));
// Files share a process, in which others know another vscode.
vi.resetModules();
afterAll(() => vi.resetModules());
const { newFlowFromData } = await import('./new-flow-from-data.ts');
const { DATA_ENDINGS } = await import('./places.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-from-data-'));
  for (const mock of [runOnce, showInputBox, showOpenDialog, showTextDocument]) mock.mockReset();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = { context: { asAbsolutePath: (path: string) => join('/extension', path) } };

test('a file of the explorer: the spec is beside it, with a name that is free', async () => {
  writeFileSync(join(folder, 'my-table.flow.json'), '{}');
  showInputBox.mockImplementation(async ({ value }: { value: string }) => value);
  await newFlowFromData.run(context as never, new Uri(join(folder, 'my table.csv')));
  expect(runOnce).toHaveBeenCalledExactlyOnceWith({
    script: join('/extension', 'dist', 'flowscope.js'),
    node: null,
    args: ['init', 'my-table-2', '--data', join(folder, 'my table.csv')],
    cwd: folder,
    signal: expect.any(AbortSignal),
  });
  expect(showTextDocument).toHaveBeenCalledExactlyOnceWith(new Uri(join(folder, 'my-table-2.flow.json')));
});

test('the palette asks for the file; who cancels gets nothing', async () => {
  showOpenDialog.mockResolvedValueOnce(undefined);
  await newFlowFromData.run(context as never, undefined);
  expect(showInputBox).not.toHaveBeenCalled();
  showOpenDialog.mockResolvedValueOnce([new Uri(join(folder, 't.npy'))]);
  showInputBox.mockResolvedValueOnce(undefined);
  await newFlowFromData.run(context as never, undefined);
  expect(runOnce).not.toHaveBeenCalled();
});

test('the explorer offers it for files that a spec can be written for', () => {
  expect(proposableEndings()).toEqual(expect.arrayContaining([...DATA_ENDINGS]));
  const [{ when } = { when: '' }] = newFlowFromData.menus ?? [];
  const pattern = new RegExp(/=~ \/(.*)\/i/.exec(when)![1]!, 'i');
  const names = ['a.CSV', 'a.tsv', 'a.npy', 'a.b.csv.gz', 'a.parquet', 'a.txt', 'a.gz', 'csv'];
  expect(names.filter((name) => pattern.test(name))).toEqual(names.slice(0, 5));
});
