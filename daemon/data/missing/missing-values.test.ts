import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNpy } from '../../encoding/write-npy.ts';
import type { DataAccess, DataConfig } from '../definition.ts';
import { loadDataset, summarizeData } from '../load-dataset.ts';
import type { Table } from '../sources/csv/read-table.ts';
import { tableBuilder } from '../sources/csv/table-builder.ts';
import { sourceDefinitions } from '../sources/registry.ts';
import { type MissingEntry, standInsOf } from './missing-values.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-missing-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const columnar = new URL('../sources/columnar/testing', import.meta.url).pathname;
const access = (): DataAccess => ({ folder, trusted: true });

const config = (source: string, path: string, keys: object): DataConfig => {
  const { schema } = sourceDefinitions.find(({ type }) => type === source)!;
  return {
    ...{ source, seed: 0, limit: null },
    ...schema.parse({ path, standardize: false, split: { validation: 0, test: 0 }, ...keys }),
  };
};

test('numbers are compared by value, as float64 or float32, and texts as they are written', () => {
  const { hasNumber, hasText } = standInsOf([-999.9, 'n.d.', { column: 'a', values: ['1e20', 'inf'] }], 'a')!;
  expect([-999.9, Math.fround(-999.9), 1e20, Infinity].map(hasNumber)).toEqual([true, true, true, true]);
  expect([-999, -Infinity, Number.NaN].map(hasNumber)).toEqual([false, false, false]);
  expect(['n.d.', '-999.90', '1e20', 'inf'].map(hasText)).toEqual([true, true, true, true]);
  expect(['N.D.', '', 'NA', 'x'].map(hasText)).toEqual([false, false, false, false]);
  expect(standInsOf([{ column: 'a', values: [1] }], 'b')).toBeNull();
  expect(standInsOf(undefined, 'a')).toBeNull();
});

const ENTRIES: readonly MissingEntry[] = [-999, 'n.d.', { column: 'b', values: [-1] }];

/** Each cell that has no value, in many forms, and the same table with empty cells. */
const rowsWith = (cells: readonly string[]) =>
  Array.from({ length: 60 }, (_, i) => {
    const [a, b] = [i % 7 === 3 ? cells[i % cells.length]! : String(i), i % 5 === 1 ? '-1' : `${i}.5`];
    return `${a},${cells[0] === '' && i % 5 === 1 ? '' : b},${i % 9 === 2 ? cells[0] : `k${i % 3}`}`;
  });
const FORMS = ['-999', '-999.0', '-9.99e2', ' -999 ', 'n.d.', '"-999"'];

test.each([
  ['the row kernel', 0, FORMS.slice(0, 3), ''],
  ['the row scanner', Infinity, FORMS, ''],
  // A carriage return alone needs the complete parser.
  ['the parser', Infinity, FORMS, '\r'],
])('%s reads them as empty cells', (_, kernelFrom, forms, ending) => {
  const tableOf = (cells: readonly string[], missingValues?: readonly MissingEntry[]): Table => {
    const text = ['a,b,kind', ...rowsWith(cells)].map((line) => `${line}${ending || '\n'}`).join('');
    const options = { delimiter: ',', header: true, limit: null, texts: ['kind'], missingValues } as const;
    const builder = tableBuilder('t.csv', options, kernelFrom);
    builder.push(Buffer.from(text), true);
    return builder.build();
  };
  const found = tableOf(forms, ENTRIES);
  const empty = tableOf(['']);
  expect(found.columns.map(({ numbers, texts }) => ({ numbers, texts }))).toEqual(
    empty.columns.map(({ numbers, texts }) => ({ numbers, texts })),
  );
  expect(found.columns.map(({ cells }) => cells)).toEqual([
    {
      ...empty.columns[0]!.cells,
      standIns: 9,
      standInValues: found.columns[0]!.cells.standInValues,
      firstStandIn: { line: 5, text: '-999' },
    },
    { ...empty.columns[1]!.cells, standIns: 12, standInValues: [-1], firstStandIn: { line: 3, text: '-1' } },
    {
      ...empty.columns[2]!.cells,
      standIns: 7,
      standInValues: found.columns[2]!.cells.standInValues,
      firstStandIn: { line: 4, text: '-999' },
    },
  ]);
});

test('their rows are dropped, and counted, from memory and from a cache file', async () => {
  writeFileSync(join(folder, 't.csv'), ['a,b,kind', ...rowsWith(['-999'])].join('\n'));
  writeFileSync(join(folder, 'empty.csv'), ['a,b,kind', ...rowsWith([''])].join('\n'));
  const keys = { missing: 'drop', columns: ['a', 'b'], context: ['kind'] };
  const wanted = await loadDataset(config('csv', 'empty.csv', keys), access());
  const own = config('csv', 't.csv', { ...keys, missingValues: ENTRIES });
  for (const each of [access(), { ...access(), cache: { folder: join(folder, 'cache'), held: 0 } }]) {
    const { train, reading } = await loadDataset(own, each);
    expect([...train.values]).toEqual([...wanted.train.values]);
    expect(train.context).toEqual(wanted.train.context);
    expect(reading?.missingValues).toEqual([
      { column: 'a', cells: 9 },
      { column: 'b', cells: 12 },
      { column: 'kind', cells: 7 },
    ]);
    expect(reading?.dropped).toBe(wanted.reading?.dropped);
  }
  expect((await summarizeData(own, access())).reading).toMatchObject({ read: 60, dropped: 24 });
});

test('a value that is in no cell is named, with its column; of the beginning of a file, none is', async () => {
  const missingValues = [-999, -998, 'n.d.', { column: 'b', values: [-1, -2] }];
  const own = config('csv', 't.csv', { missing: 'drop', missingValues });
  const unmatched = [{ value: -998 }, { value: 'n.d.' }, { value: -2, column: 'b' }];
  const cached = { ...access(), cache: { folder: join(folder, 'cache'), held: 0 } };
  for (const each of [access(), cached]) {
    expect((await loadDataset(own, each)).reading?.unmatchedValues).toEqual(unmatched);
  }
  const arrow = config('parquet', 'snappy.parquet', { missing: 'drop', missingValues: [0.75, 0.123] });
  const { reading } = await loadDataset(arrow, { folder: columnar, trusted: true });
  expect(reading?.unmatchedValues).toEqual([{ value: 0.123 }]);
  writeFileSync(
    join(folder, 'a.npy'),
    writeNpy(
      Float64Array.from({ length: 40 }, (_, i) => (i % 7) - 1),
      [20, 2],
    ),
  );
  const array = config('npy', 'a.npy', { missing: 'drop', missingValues: [-1, -7, { column: 1, values: [-9] }] });
  expect((await loadDataset(array, access())).reading?.unmatchedValues).toEqual([
    { value: -7 },
    { value: -9, column: 'x1' },
  ]);
});

test('a row with one is an error that names the line and the cell, unless it is dropped', async () => {
  const stored = { ...access(), cache: { folder: join(folder, 'cache'), held: 0 } };
  const drop = { hint: 'set "missing": "drop" to leave such rows out' };
  for (const each of [access(), stored]) {
    const load = (path: string, keys: object) => loadDataset(config('csv', path, keys), each);
    await expect(load('t.csv', { missingValues: ENTRIES })).rejects.toMatchObject({
      message: `t.csv: line 3: '-1' counts as missing in column b ("missingValues")`,
      ...drop,
    });
    writeFileSync(join(folder, 'texts.csv'), `a,b\n1,2\n2,n.d.\n3,\n4,5\n`);
    await expect(load('texts.csv', { missingValues: ['n.d.'] })).rejects.toMatchObject({
      message: `texts.csv: line 3: 'n.d.' counts as missing in column b ("missingValues")`,
      ...drop,
    });
    // The first cell without a value is empty.
    writeFileSync(join(folder, 'empty-first.csv'), `a,b\n1,\n2,n.d.\n3,n.d.\n4,5\n`);
    await expect(load('empty-first.csv', { missingValues: ['n.d.'] })).rejects.toMatchObject({
      message: 'empty-first.csv: line 2 has no value in column b, nor have 2 of the other 3 rows',
    });
    writeFileSync(join(folder, 'most.csv'), `a,b\n1,n.d.\n2,\n3,n.d.\n4,5\n`);
    await expect(load('most.csv', { missingValues: ['n.d.'] })).rejects.toMatchObject({
      message: `most.csv: line 2: 'n.d.' counts as missing in column b ("missingValues"), and 2 of the other 3 rows have no value there`,
    });
  }
  const arrow = { folder: columnar, trusted: true };
  const typed = loadDataset(
    config('arrow', 'zstd.arrow', { columns: ['x'], missing: 'error', missingValues: [0.75] }),
    arrow,
  );
  await expect(typed).rejects.toMatchObject({
    message: `zstd.arrow: row 6 (counted from 0): '0.75' counts as missing in column x ("missingValues")`,
  });
});

test('an unknown column is an error', async () => {
  const keys = { missingValues: [{ column: 'bb', values: [-1] }] };
  await expect(loadDataset(config('csv', 't.csv', keys), access())).rejects.toMatchObject({
    message: "t.csv has no column 'bb'",
    about: { key: 'missingValues', text: 'bb', choices: ['a', 'b', 'kind'] },
  });
});

test('a change of them is a change of the data; without them, data are what they were before the key', async () => {
  const fingerprint = async (keys: object) =>
    (await loadDataset(config('csv', 'empty.csv', { missing: 'drop', ...keys }), access())).fingerprint;
  const before = await fingerprint({});
  expect(await fingerprint({ missingValues: undefined })).toBe(before);
  const one = await fingerprint({ missingValues: [-999] });
  expect(new Set([before, one, await fingerprint({ missingValues: [-998] })]).size).toBe(3);
  expect(await fingerprint({ missingValues: [-999] })).toBe(one);
});

test.each(['snappy.parquet', 'zstd.parquet', 'lz4.arrow', 'zstd.arrow', 'stream.arrow'])('%s', async (path) => {
  const source = path.endsWith('.parquet') ? 'parquet' : 'arrow';
  const at = { folder: columnar, trusted: true };
  const load = (keys: object, each: DataAccess = at) =>
    loadDataset(config(source, path, { context: ['kind'], missing: 'drop', ...keys }), each);
  const all = await load({});
  // Row 6 has x = 0.75; 13 of the rows are of the kind k2.
  const missingValues = ['k2', { column: 'x', values: [0.75] }];
  for (const each of [at, { ...at, cache: { folder: join(folder, 'cache'), held: 0 } }]) {
    const some = await load({ missingValues }, each);
    expect(some.reading?.missingValues).toEqual([
      { column: 'x', cells: 1 },
      { column: 'kind', cells: 13 },
    ]);
    expect(some.summary.context?.names).toEqual(['kind=k0', 'kind=k1']);
    expect(some.train.count).toBe(all.train.count - (some.reading!.dropped - all.reading!.dropped));
    expect([...some.train.values].filter((_, i) => i % 4 === 0)).not.toContain(0.75);
  }
});
