import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataProgress } from '../../../protocol/data-progress.ts';
import { dataChunks } from './data-chunks.ts';
import { openFileRanges } from './file-ranges.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-chunks-'));
  writeFileSync(join(folder, 'x'), 'a'.repeat(2500));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CHANGED = { code: 'data', message: 'x was changed while it was read' };

/** The content, after something else happened between its first and its second piece. */
async function content(meanwhile: () => void, watch: object = {}): Promise<string> {
  const parts: string[] = [];
  for await (const bytes of dataChunks('x', { folder, trusted: true, ...watch }, { piece: 1000 })) {
    if (parts.length === 0) meanwhile();
    parts.push(Buffer.from(bytes).toString());
  }
  return parts.join('');
}

test('a file that another one replaces is read to its end', async () => {
  const replaced = await content(() => {
    writeFileSync(join(folder, 'y'), 'b'.repeat(2500));
    renameSync(join(folder, 'y'), join(folder, 'x'));
  });
  expect(replaced).toBe('a'.repeat(2500));
});

test('one that is written to is an error, also where parts are read in any order', async () => {
  await expect(content(() => appendFileSync(join(folder, 'x'), 'b'))).rejects.toMatchObject(CHANGED);
  const ranges = await openFileRanges('x', { folder, trusted: true });
  expect((await ranges.read(100, 103)).length).toBe(3);
  appendFileSync(join(folder, 'x'), 'b');
  await expect(ranges.digest()).rejects.toMatchObject(CHANGED);
  await ranges.close();
});

test('progress is reported, and a signal ends it', async () => {
  const seen: DataProgress[] = [];
  const onProgress = (progress: DataProgress) => seen.push(progress);
  await content(() => {}, { onProgress });
  expect(seen).toEqual([1000, 2000, 2500].map((done) => ({ what: 'reading-data', done, total: 2500 })));
  const controller = new AbortController();
  const ended = content(() => controller.abort(new Error('ended')), { signal: controller.signal });
  await expect(ended).rejects.toThrow('ended');
});
