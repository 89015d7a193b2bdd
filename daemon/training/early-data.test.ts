import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DataConfig } from '../data/definition.ts';
import { loadDataset, summarizeData } from '../data/load-dataset.ts';
import { csvSchema } from '../data/sources/csv/csv-source.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { loadEarly } from './early-data.ts';

const FILES = { csv: 'table.csv', parquet: 'snappy.parquet', arrow: 'lz4.arrow' } as const;
const COLUMNAR = new URL('../data/sources/columnar/testing', import.meta.url).pathname;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-early-'));
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 11}\n`);
  writeFileSync(join(folder, 'table.csv'), `x,n\n${rows.join('')}`);
  for (const file of [FILES.parquet, FILES.arrow]) copyFileSync(join(COLUMNAR, file), join(folder, file));
});
afterAll(() => rmSync(folder, { recursive: true }));

const config = (keys: object = {}): DataConfig => ({
  ...csvSchema.parse({ path: 'table.csv', ...keys }),
  ...{ source: 'csv', seed: 0, limit: null },
});
/** Whatever its size, the table is read through the cache. */
const access = () => ({ folder, trusted: true, cache: { folder: join(folder, 'cache'), held: 0 } });

test.each(['csv', 'parquet', 'arrow'])(
  '%s: what a check says is in the cache is what its plan trains on',
  async (source) => {
    const path = FILES[source as keyof typeof FILES];
    const text = JSON.stringify({
      data: { source, path, columns: ['x', 'n'], split: { validation: 0, test: 0 } },
      layers: [{ type: 'affine-coupling' }],
      training: { batchSize: 8 },
    });
    const early: ReturnType<typeof loadEarly>[] = [];
    const onCached = vi.fn((data: DataConfig, of: string) => {
      early.push(loadEarly(data, { ...access(), folder: of, isCacheNew: true }));
    });
    const { plan, diagnostics } = await checkSpec(text, {
      ...access(),
      fileStem: 'table',
      missingData: 'error',
      onCached,
    });
    expect(diagnostics.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []))).toEqual([]);
    expect(onCached).toHaveBeenCalledTimes(1);
    const loaded = await early[0]?.take(plan!.data, access());
    const expected = await loadDataset(plan!.data, access());
    expect(loaded?.dataset.fingerprint).toBe(expected.fingerprint);
    expect(loaded?.dataset.standardization).toEqual(expected.standardization);
    expect(loaded?.rows.count).toBe(expected.train.count);
  },
);

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
