import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeOwnFiles } from '../directory/run-contents.ts';
import type { Run } from '../directory/run-directory.ts';
import { runStatus } from '../directory/run-status.ts';
import { nodeFileSystem } from '../file-system.ts';
import { checkRun } from '../fsck/check-run.ts';
import { acquireLease } from '../lease/lease.ts';
import { makeRun } from '../testing/make-run.ts';
import { annotate } from './annotate.ts';
import { annotationPath, readAnnotation } from './annotation-file.ts';

let root = '';
let run: Run;
let path = '';
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-annotation-'));
  run = await makeRun(root, { runDir: join(root, 'run') });
  path = annotationPath(run.directory);
});
afterEach(() => rmSync(root, { recursive: true }));

const shown = async () => {
  const { label, note } = await runStatus(run);
  return { label, note };
};
const fileState = async () => {
  const { files } = await checkRun(run.directory);
  return files.find((file) => file.path === 'annotation.json');
};

test('a label and a note are kept with the run, and each is removed by itself', async () => {
  expect(await shown()).toEqual({ label: undefined, note: undefined });
  await annotate(run.directory, { label: 'wider', note: 'Two\nlines.' });
  expect(await shown()).toEqual({ label: 'wider', note: 'Two\nlines.' });
  await annotate(run.directory, { label: 'widest' });
  expect(await shown()).toEqual({ label: 'widest', note: 'Two\nlines.' });
  await annotate(run.directory, { note: null });
  expect(await shown()).toEqual({ label: 'widest', note: undefined });
  expect(await fileState()).toMatchObject({ state: 'ok' });
  await annotate(run.directory, { label: null });
  expect(existsSync(path)).toBe(false);
});

test('a run that trains is annotated without its lease', async () => {
  const lease = await acquireLease(run.directory);
  try {
    await annotate(run.directory, { label: 'training' });
    lease.confirm();
  } finally {
    lease.release();
  }
  expect(await shown()).toMatchObject({ label: 'training' });
});

test('a damaged annotation does not damage the run, and is kept when another one is written', async () => {
  await annotate(run.directory, { label: 'before', note: 'words' });
  const text = readFileSync(path, 'utf8').replace('words', 'wards');
  writeFileSync(path, text);
  expect(await runStatus(run)).toMatchObject({ integrity: { state: 'verified' } });
  expect(await shown()).toEqual({ label: undefined, note: undefined });
  expect(await fileState()).toMatchObject({
    state: 'damaged',
    reason: expect.stringContaining('nothing else needs it'),
  });
  await annotate(run.directory, { label: 'after' });
  expect(await shown()).toEqual({ label: 'after', note: undefined });
  const aside = join(run.directory, 'set-aside');
  const [time] = readdirSync(aside);
  expect(readFileSync(join(aside, time!, 'annotation.json'), 'utf8')).toBe(text);
});

test.each([
  ['{"v":1,"label":"by hand"}', 'unverified', 'by hand'],
  ['{"v":1,"label":"two\\nlines"}', 'damaged', undefined],
  ['{"v":1,"label":3}', 'damaged', undefined],
  [`{"v":1,"note":"${'x'.repeat(4001)}"}`, 'damaged', undefined],
  ['{"v":1,"name":"by hand"}', 'damaged', undefined],
  ['[]', 'damaged', undefined],
])('what somebody else wrote: %s', async (text, state, label) => {
  writeFileSync(path, text);
  expect(await fileState()).toMatchObject({ state });
  expect((await shown()).label).toBe(label);
});

test('a link in its place is not followed, and is replaced', async () => {
  const outside = join(root, 'outside.json');
  writeFileSync(outside, '{"v":1,"label":"outside"}');
  symlinkSync(outside, path);
  expect((await shown()).label).toBeUndefined();
  await annotate(run.directory, { label: 'inside' });
  expect((await shown()).label).toBe('inside');
  expect(readFileSync(outside, 'utf8')).toContain('"outside"');
});

test('deleting a run removes it, and a run that is deleted meanwhile does not come back', async () => {
  await annotate(run.directory, { label: 'gone' });
  expect(await removeOwnFiles(run.directory)).toBe(true);
  await expect(annotate(run.directory, { label: 'late' })).rejects.toMatchObject({ code: 'run-not-found' });

  const other = await makeRun(root, { runDir: join(root, 'other') });
  writeFileSync(join(other.directory, 'mine.txt'), '');
  const files = {
    ...nodeFileSystem,
    async rename(from: string, to: string) {
      // The deletion, which keeps the user's file, takes the record at this moment.
      renameSync(join(other.directory, 'run.json'), join(root, 'deleted.json'));
      await nodeFileSystem.rename(from, to);
    },
  };
  await expect(annotate(other.directory, { label: 'late' }, files)).rejects.toMatchObject({ code: 'run-not-found' });
  expect(await readAnnotation(other.directory)).toBeNull();
});
