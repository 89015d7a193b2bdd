import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataAccess } from '../definition.ts';
import { openCacheFile, writeCacheFile } from './cache-file.ts';
import { cachePath, makeRoom } from './cache-folder.ts';
import { keptRows, type RowMaker } from './kept-rows.ts';
import { type RowStore, rowRange, storeOf } from './row-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-rows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WIDTH = 700;
/** More than two blocks of the file, whose borders are within rows. */
const COUNT = 3500;
const ROWS = Uint8Array.from({ length: COUNT * WIDTH }, (_, i) => (i * 31 + (i >> 9)) % 256);

/** Appends the rows in parts that end anywhere. */
async function append(write: (rows: Uint8Array) => Promise<void>) {
  for (let at = 0; at < ROWS.length; at += 300_007) await write(ROWS.subarray(at, Math.min(at + 300_007, ROWS.length)));
  return { note: 'ü' };
}

const path = () => join(folder, 'a.rows');

test('rows can be read in any order, and their facts are kept', async () => {
  await writeCacheFile(path(), WIDTH, append);
  const { store, facts } = openCacheFile(path())!;
  expect([store.count, store.width, facts]).toEqual([COUNT, WIDTH, { note: 'ü' }]);
  expect(Buffer.compare(store.take(rowRange(0, COUNT)) as Uint8Array, ROWS)).toBe(0);
  const chosen = [3499, 0, 1, 2, 1500, 1499, 1500];
  const some = Uint8Array.from(chosen.flatMap((row) => [...ROWS.subarray(row * WIDTH, (row + 1) * WIDTH)]));
  expect(store.take(chosen)).toEqual(some);
  expect(storeOf(store, Uint32Array.from(chosen)).take(rowRange(0, 7))).toEqual(some);
  expect(readdirSync(folder)).toEqual(['a.rows']);
});

test('a file that was changed anywhere, or truncated, is not opened', async () => {
  await writeCacheFile(path(), WIDTH, append);
  const intact = readFileSync(path());
  for (const at of [
    0,
    2 ** 20,
    ROWS.length - 1,
    ROWS.length + 5,
    intact.length - 17,
    intact.length - 9,
    intact.length - 1,
  ]) {
    const damaged = Buffer.from(intact);
    damaged[at]! ^= 4;
    writeFileSync(path(), damaged);
    expect(openCacheFile(path()), `byte ${at}`).toBeNull();
  }
  writeFileSync(path(), intact);
  expect(openCacheFile(path())).not.toBeNull();
  for (const size of [intact.length - 1, ROWS.length, 3, 0]) {
    truncateSync(path(), size);
    expect(openCacheFile(path())).toBeNull();
  }
  expect(openCacheFile(join(folder, 'absent'))).toBeNull();
});

test('no file is left if the rows could not be made', async () => {
  const failing = writeCacheFile(path(), WIDTH, async (write) => {
    await write(ROWS);
    throw new Error('no more images');
  });
  await expect(failing).rejects.toThrow('no more images');
  expect(readdirSync(folder)).toEqual([]);
});

test('a store can be read after its file was deleted, and reports a truncated file', async () => {
  await writeCacheFile(path(), WIDTH, append);
  const { store } = openCacheFile(path())!;
  truncateSync(path(), 3 * WIDTH);
  expect(store.take([2])).toEqual(ROWS.slice(2 * WIDTH, 3 * WIDTH));
  expect(() => store.take([3])).toThrow(/the cached rows cannot be read/);
  rmSync(path());
  expect(store.take([1])).toEqual(ROWS.slice(WIDTH, 2 * WIDTH));
});

/** Makes a few rows; counts how often. */
function maker(key: string, made: { times: number }, count = 4): RowMaker {
  return {
    key,
    width: 10,
    count,
    file: 'pictures',
    produce: async (write) => {
      made.times++;
      await write(ROWS.subarray(0, 10 * count));
      return { of: 'a test' };
    },
  };
}

const access = (cache: object): DataAccess => ({
  folder,
  trusted: true,
  cache: { folder: join(folder, 'cache'), ...cache },
});
const kept = (own: RowMaker, cache: object) =>
  keptRows(own, access(cache), { isCurrent: () => true, keepsSmall: true });
const valuesOf = (rows: Uint8Array | RowStore) =>
  rows instanceof Uint8Array ? rows : rows.take(rowRange(0, rows.count));

test.each([
  ['in memory', 1000, true],
  ['in a file', 39, false],
])('rows are made once, and again if their file is damaged: %s', async (_, held, inMemory) => {
  const made = { times: 0 };
  const file = cachePath(join(folder, 'cache'), 'k');
  for (let start = 0; start < 3; start++) {
    const { rows, count, facts } = await kept(maker('k', made), { held });
    expect([rows instanceof Uint8Array, count, facts]).toEqual([inMemory, 4, { of: 'a test' }]);
    expect(valuesOf(rows)).toEqual(ROWS.slice(0, 40));
    expect(made.times).toBe(1);
  }
  const bytes = readFileSync(file);
  bytes[5]! ^= 1;
  writeFileSync(file, bytes);
  expect(valuesOf((await kept(maker('k', made), { held })).rows)).toEqual(ROWS.slice(0, 40));
  expect(made.times).toBe(2);
  expect(readFileSync(file)[5]).toBe(ROWS[5]);
});

test('rows with rows with facts of another version are made again', async () => {
  const made = { times: 0 };
  await kept(maker('k', made), {});
  const isCurrent = (facts: unknown) => made.times > 1 && facts !== null;
  await keptRows(maker('k', made), access({}), { isCurrent, keepsSmall: true });
  expect(made.times).toBe(2);
});

test('the least recently used file is deleted first', async () => {
  const made = { times: 0 };
  const size = statSync(await written('a')).size;
  const cache = { most: 2 * size + 39 };
  utimesSync(await written('b'), 2000, 2000);
  utimesSync(cachePath(join(folder, 'cache'), 'a'), 1000, 1000);
  // Used now: b becomes the oldest one.
  await kept(maker('a', made), cache);
  await kept(maker('c', made), cache);
  expect(readdirSync(join(folder, 'cache')).sort()).toEqual(['a.rows', 'c.rows']);

  async function written(key: string) {
    await kept(maker(key, made), {});
    return cachePath(join(folder, 'cache'), key);
  }
});

test('what a process that was killed has left is removed, and what one writes stays', async () => {
  const killed = spawnSync(process.execPath, ['-e', '']).pid;
  const parent = process.ppid;
  const names = {
    [`a.rows.${killed}-x.tmp`]: [60, false],
    [`b.rows.${killed}-x.tmp`]: [1, true],
    [`c.rows.${parent}-x.tmp`]: [60, true],
    [`d.rows.${parent}-x.tmp`]: [100_000, false],
    'note.txt': [100_000, true],
  } as const;
  for (const [name, [seconds]] of Object.entries(names)) {
    writeFileSync(join(folder, name), 'x');
    const then = new Date(Date.now() - 1000 * seconds);
    utimesSync(join(folder, name), then, then);
  }
  await makeRoom(folder, 0, 100);
  const stay = Object.entries(names).flatMap(([name, [, stays]]) => (stays ? [name] : []));
  expect(readdirSync(folder).sort()).toEqual(stay);
  await writeCacheFile(cachePath(folder, 'e'), WIDTH, async () => {
    expect(readdirSync(folder).some((name) => name.startsWith(`e.rows.${process.pid}-`))).toBe(true);
    return null;
  });
});

test('two concurrent writers write the same file', async () => {
  const made = { times: 0 };
  const both = await Promise.all([kept(maker('k', made), { held: 0 }), kept(maker('k', made), { held: 0 })]);
  for (const { rows } of both) expect(valuesOf(rows)).toEqual(ROWS.slice(0, 40));
  expect(readdirSync(join(folder, 'cache'))).toEqual(['k.rows']);
});

test('rows that fit in memory need no folder; the error for others names a fix', async () => {
  const made = { times: 0 };
  writeFileSync(join(folder, 'cache'), 'a file');
  expect(valuesOf((await kept(maker('k', made), {})).rows)).toEqual(ROWS.slice(0, 40));
  await expect(kept(maker('k', made), { held: 0 })).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringMatching(/^the rows of pictures cannot be cached in .*cache/),
  });
  rmSync(join(folder, 'cache'));
  await expect(kept(maker('k', made), { held: 0, most: 39 })).rejects.toMatchObject({
    message: 'pictures: the rows take 40 bytes; at most 39 can be cached',
    hint: 'choose smaller images, or set "limit"',
  });
});
