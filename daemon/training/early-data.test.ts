import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DataConfig } from '../data/definition.ts';
import { loadDataset, summarizeData } from '../data/load-dataset.ts';
import { csvSchema } from '../data/sources/csv/csv-source.ts';
import { loadEarly } from './early-data.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-early-'));
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 11}\n`);
  writeFileSync(join(folder, 'table.csv'), `x,y\n${rows.join('')}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const config = (keys: object = {}): DataConfig => ({
  ...csvSchema.parse({ path: 'table.csv', ...keys }),
  ...{ source: 'csv', seed: 0, limit: null },
});
/** Whatever its size, the table is read through the cache. */
const access = () => ({ folder, trusted: true, cache: { folder: join(folder, 'cache'), held: 0 } });

test('a summary says when the rows of a large table can be read from the cache, and what they are', async () => {
  const onCached = vi.fn();
  const early: ReturnType<typeof loadEarly>[] = [];
  onCached.mockImplementation((data: DataConfig, of: string) => {
    early.push(loadEarly(data, { ...access(), folder: of, isCacheNew: true }));
  });
  await summarizeData(config(), { ...access(), onCached });
  expect(onCached).toHaveBeenCalledExactlyOnceWith(config(), folder);
  const loaded = await early[0]?.take(config(), access());
  const expected = await loadDataset(config(), access());
  expect(loaded?.dataset.fingerprint).toBe(expected.fingerprint);
  expect(loaded?.dataset.standardization).toEqual(expected.standardization);
  expect(loaded?.rows.count).toBe(expected.train.count);
});

test('a small table is not worth it', async () => {
  const onCached = vi.fn();
  await summarizeData(config(), { folder, trusted: true, onCached });
  expect(onCached).not.toHaveBeenCalled();
});

test('other data than the job has are not used, nor those that cannot be loaded', async () => {
  const early = loadEarly(config(), access());
  expect(await early.take(config({ columns: ['x'] }), access())).toBeNull();
  expect(await early.take(config(), { ...access(), folder: join(folder, 'other') })).toBeNull();
  expect(await early.take(config(), { ...access(), trusted: false })).toBeNull();
  const missing = config({ path: 'missing.csv' });
  expect(await loadEarly(missing, access()).take(missing, access())).toBeNull();
});
