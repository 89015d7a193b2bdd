import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRun } from '../../runs/testing/make-run.ts';
import { dispatch } from '../dispatch.ts';

let folder: string;
let runDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-annotate-'));
  runDir = (await makeRun(folder, { name: 'moons' })).directory;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function flowscope(...args: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const io = { cwd: folder, stdout, stderr: stdout, color: false, interactive: false };
  expect(await dispatch(args, io)).toBe(0);
  return String(stdout.read() ?? '');
}

test('a run is named, its note is printed, and both are in the list of runs', async () => {
  expect(await flowscope('annotate', 'latest')).toBe('label  (none)\nnote   (none)\n');
  const said = await flowscope('annotate', 'latest', '--label', 'wider', '--note', 'Best.\nSo far.', '--json');
  expect(JSON.parse(said)).toEqual({ v: 1, runDir, label: 'wider', note: 'Best.\nSo far.' });
  expect(await flowscope('annotate', 'latest')).toBe('label  wider\nnote   Best.\n       So far.\n');
  const [head, , row] = (await flowscope('runs')).split('\n').map((text) => text.trim().split(/\s{2,}/));
  expect(head!.slice(0, 3)).toEqual(['id', 'label', 'status']);
  expect(row!.slice(1, 3)).toEqual(['wider', 'interrupted']);
  expect(JSON.parse(await flowscope('runs', '--json')).runs).toMatchObject([
    { label: 'wider', note: 'Best.\nSo far.' },
  ]);
  await flowscope('annotate', 'latest', '--remove', 'label', '--remove', 'note');
  expect((await flowscope('runs')).split('\n')[0]).not.toContain('label');
});

test.each([
  [['--label', 'two\nlines'], /--label takes one line/],
  [['--label', ' '], /--label takes one line/],
  [['--note', 'x'.repeat(4001)], /--note takes a text of 1 to 4000 characters/],
  [['--remove', 'name'], /--remove takes label or note, found 'name'/],
  [['--note', 'x', '--remove', 'note'], /--note and --remove note exclude each other/],
])('wrong usage: %j', async (args, message) => {
  await expect(flowscope('annotate', 'latest', ...args)).rejects.toMatchObject({
    code: 'usage',
    exitCode: 2,
    message: expect.stringMatching(message),
  });
});
