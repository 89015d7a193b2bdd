/** What happens around a table while it goes to its cache file. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowRange } from '../../stored/row-store.ts';
import { cachedTable, type TableReader } from './cached-table.ts';
import { isStored } from './stored-table.ts';
import { tableBuilder } from './table-builder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-cached-'));
  writeFileSync(join(folder, 'x.csv'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const access = () => ({ folder, trusted: true, cache: { folder: join(folder, 'cache'), held: 0 } });

/** Rows 0, 1, 2, … of one column. @param before each part is read */
function reader(before: (part: number) => void): TableReader {
  const rows = tableBuilder('x.csv', { delimiter: ',', header: false, limit: null, texts: [] });
  let part = 0;
  return {
    rows,
    async next() {
      if (part === 4) return false;
      before(part);
      rows.push(Buffer.from(`${2 * part}\n${2 * part + 1}\n`), ++part === 4);
      return true;
    },
    digest: async () => 'digest',
    close: async () => {},
  };
}

async function read(before: (part: number) => void = () => {}): Promise<number[]> {
  const { table } = await cachedTable({ path: 'x.csv', how: {}, open: async () => reader(before) }, access());
  if (!isStored(table)) return [...table.columns[0]!.numbers!];
  return [...table.store.take(rowRange(0, table.store.count))];
}

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

test('what interrupts reading leaves nothing behind', async () => {
  const interrupted = read((part) => {
    if (part === 3) throw new Error('ended');
  });
  await expect(interrupted).rejects.toThrow('ended');
  expect(readdirSync(join(folder, 'cache'))).toEqual([]);
});

test('two readers at once share one file', async () => {
  expect(await Promise.all([read(), read()])).toEqual([ALL, ALL]);
  expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
});

test('a folder that is deleted meanwhile, or afterwards, changes nothing', async () => {
  let times = 0;
  const meanwhile = await read((part) => {
    if (part === 3 && times++ === 0) rmSync(join(folder, 'cache'), { recursive: true });
  });
  expect(meanwhile).toEqual(ALL);
  expect(times).toBe(2);
  const { table } = await cachedTable({ path: 'x.csv', how: {}, open: async () => reader(() => {}) }, access());
  rmSync(join(folder, 'cache'), { recursive: true });
  expect(isStored(table) && [...table.store.take(rowRange(0, 8))]).toEqual(ALL);
  expect(await read()).toEqual(ALL);
});
