import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNpy } from '../../../encoding/write-npy.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { writeNpz } from '../../formats/npz.ts';
import { recordsBytes } from '../../testing/records-bytes.ts';
import { glanceNpy } from './glance-npy.ts';
import { loadNpy } from './load-npy.ts';
import { npySchema } from './npy-source.ts';
import { proposeNpy } from './propose-npy.ts';
import { summarizeNpy } from './summarize-npy.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-npy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function save(name: string, values: NpyArray['values'], shape: number[]): void {
  writeFileSync(join(folder, name), writeNpy(values, shape));
}

async function load(config: object) {
  const parsed = npySchema.parse({ path: 'x.npy', split: { validation: 0.25, test: 0.25 }, ...config });
  return loadNpy({ ...parsed, seed: 0, limit: null }, { folder, trusted: false });
}

test('vectors with standardization and numeric context', async () => {
  save(
    'x.npy',
    Float64Array.from({ length: 24 }, (_, i) => i / 7),
    [8, 3],
  );
  save(
    'c.npy',
    Float32Array.from({ length: 16 }, (_, i) => i * i),
    [8, 2],
  );
  const data = await load({ contextPath: 'c.npy' });
  expect(data.summary.shape).toEqual([3]);
  expect(data.columns).toEqual(['x0', 'x1', 'x2']);
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([4, 2, 2]);
  expect(data.summary.context).toEqual({ size: 2, names: ['context0', 'context1'] });
  for (const c of [0, 1]) {
    const mean = [0, 1, 2, 3].reduce((sum, i) => sum + data.train.context![2 * i + c]! / 4, 0);
    expect(Math.abs(mean)).toBeLessThan(1e-6);
  }
  expect(data.standardization?.mean.length).toBe(3);
});

test('whole numbers in one dimension are labels', async () => {
  save(
    'x.npy',
    Float32Array.from({ length: 8 }, (_, i) => i / 3),
    [8],
  );
  save('c.npy', Uint8Array.of(0, 1, 2, 10, 0, 1, 2, 10), [8]);
  const data = await load({ contextPath: 'c.npy' });
  expect(data.summary.shape).toEqual([1]);
  expect(data.summary.context?.names).toEqual(['label=0', 'label=1', 'label=2', 'label=10']);
});

test('images, and an array of an archive; whole numbers are reported', async () => {
  const values = Float32Array.from({ length: 4 * 2 * 3 }, (_, i) => (i * 7) % 5);
  writeFileSync(join(folder, 'x.npz'), writeNpz({ a: { values, shape: [4, 2, 3] }, b: { values, shape: [24] } }));
  const data = await load({ path: 'x.npz', array: 'a', standardize: false });
  expect(data.summary.shape).toEqual([2, 3, 1]);
  expect(data.summary.integerColumns.length).toBe(6);
  await expect(load({ path: 'x.npz' })).rejects.toMatchObject({ code: 'data', hint: expect.stringContaining('array') });
});

test('the range of values is known where nothing changes them', async () => {
  save('x.npy', Float32Array.of(0, 0.25, 0.5, 1), [4]);
  const rangeOf = async (config: object) => (await load(config)).summary.range;
  const all = { low: -Infinity, high: Infinity, closed: false };
  expect(await rangeOf({ standardize: false })).toEqual({ low: 0, high: 1, closed: true });
  expect(await rangeOf({ split: { validation: 0, test: 0 } })).toEqual(all);
  save('x.npy', Float32Array.of(0, 3, 2, 1), [4]);
  expect(await rangeOf({ standardize: false, dequantize: true })).toEqual(all);
});

test('not-finite numbers are named by row and column; context must fit', async () => {
  save('x.npy', Float32Array.of(1, 2, 3, Number.NaN, 5, 6), [3, 2]);
  await expect(load({})).rejects.toMatchObject({ code: 'data', message: expect.stringMatching(/row 1 .*column x1/) });
  save('x.npy', Float32Array.of(1, 2, 3), [3, 1]);
  save('c.npy', Float32Array.of(1, 2), [2, 1]);
  await expect(load({ contextPath: 'c.npy' })).rejects.toMatchObject({ code: 'data', file: 'c.npy' });
  save('x.npy', new Float32Array(0), [0, 2]);
  await expect(load({})).rejects.toThrow('x.npy has no rows: its shape is (0, 2)');
});

test('dequantize: noise on the columns of whole numbers, which are no finding then', async () => {
  save(
    'x.npy',
    Float64Array.from({ length: 24 }, (_, i) => (i % 3 === 1 ? i : i / 7)),
    [8, 3],
  );
  const without = await load({});
  expect(without.summary.integerColumns).toEqual([{ name: 'x1', distinct: 8 }]);
  expect(without.dequantizedColumns).toEqual([]);
  const dequantized = await load({ dequantize: true });
  expect(dequantized.summary.integerColumns).toEqual([]);
  expect(dequantized.dequantizedColumns).toEqual([1]);
  expect(dequantized.fingerprint).not.toBe(without.fingerprint);
});

test('columns and exclude choose columns of [N, D]', async () => {
  save('x.npy', Float64Array.of(1, 7, 2, 3, 7, 5, 4, 7, 1, 6, 7, 9), [4, 3]);
  const whole = { split: { validation: 0, test: 0 } };
  const kept = await load({ ...whole, exclude: [1] });
  expect([kept.columns, [...kept.train.values], kept.part]).toEqual([
    ['x0', 'x2'],
    [1, 2, 3, 5, 4, 1, 6, 9],
    { columns: [0, 2], width: 3 },
  ]);
  const chosen = await load({ ...whole, columns: [2, 0] });
  expect([chosen.columns, [...chosen.train.values.subarray(0, 2)]]).toEqual([
    ['x2', 'x0'],
    [2, 1],
  ]);
  for (const [config, message] of [
    [{ columns: [3] }, 'has no column 3: its 3 columns are numbered from 0'],
    [{ columns: [0, 0] }, 'uses column 0 twice'],
    [{ columns: [0], exclude: [0] }, 'both uses and excludes column 0'],
    [{ exclude: [0, 1, 2] }, 'has no column that is not excluded'],
  ] as const) {
    await expect(load({ ...whole, ...config })).rejects.toThrow(message);
  }
  save('x.npy', Float64Array.of(1, 2, 3, 4), [1, 2, 2]);
  await expect(load({ exclude: [1] })).rejects.toThrow('"exclude" needs an array of shape [N, D]');
});

test('dequantize numbers the columns of the array, also behind those that are left out', async () => {
  save(
    'x.npy',
    Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 1 ? ((i * 7) % 5) / 4 : i / 7)),
    [20, 2],
  );
  const data = await load({ exclude: [0], dequantize: [{ column: 1, step: 0.25 }] });
  expect([data.dequantizedColumns, data.grids]).toEqual([[0], [{ column: 0, step: 0.25, origin: 0 }]]);
  await expect(load({ dequantize: [0] })).rejects.toMatchObject({
    message: expect.stringMatching(/column x0: .* is not a whole number/),
    // Its values are sevenths of even numbers.
    about: { key: 'dequantize', choices: [[{ column: 0, step: 0.2857143 }]] },
  });
  await expect(load({ dequantize: [5] })).rejects.toThrow('names the column 5, which is not modeled');
});

test('a column may be an object with its number, bounds and a transform', async () => {
  const values = Float64Array.from({ length: 60 }, (_, i) => ((i * 0.618) % 1) * (i % 3 === 1 ? 100 : 1));
  save('x.npy', values, [20, 3]);
  const data = await load({ columns: [2, { name: 1, bounds: [0, null] }], standardize: 'quantile' });
  expect(data.columns).toEqual(['x2', 'x1']);
  expect(data.chains!.map((chain) => chain.map(({ type }) => type))).toEqual([['quantile'], ['half-line', 'quantile']]);
  await expect(load({ columns: [{ name: 1, bounds: [0, 1] }] })).rejects.toMatchObject({
    message: expect.stringMatching(/row 0 \(counted from 0\), column x1: .* is above the bound 1$/),
  });
  await expect(load({ columns: [{ name: 3, bounds: [0, 1] }] })).rejects.toThrow('has no column 3');
});

test('the turn of angles is that of the values', async () => {
  save('x.npy', Float64Array.of(-180, 1, 179, 2, 3, 3, 40, 5), [4, 2]);
  const data = await load({ columns: [{ name: 0, period: 360 }, 1] });
  expect(data.summary).toMatchObject({ periods: [360, null], turnStarts: [-180, null] });
});

test('angles of more than one turn are taken into it, as those of tables are', async () => {
  save('x.npy', Float64Array.of(-10, 1, 730, 2, 20, 3, 380, 5), [4, 2]);
  const data = await load({ columns: [{ name: 0, period: 360 }, 1], split: { validation: 0, test: 0 } });
  expect([...data.train.values].filter((_, i) => i % 2 === 0).sort((a, b) => a - b)).toEqual([10, 20, 20, 350]);
});

test('a structured array: columns by the names of its fields', async () => {
  const rows = Array.from({ length: 8 }, (_, i) => [i / 7, i, i * i]);
  writeFileSync(
    join(folder, 'x.npy'),
    recordsBytes(
      [
        ['a', 'f8'],
        ['n', 'i2'],
        ['w', 'f4'],
      ],
      rows,
    ),
  );
  expect((await load({})).columns).toEqual(['a', 'n', 'w']);
  const data = await load({ columns: ['n', { name: 'a', bounds: [0, null] }], weight: 'w', standardize: false });
  expect([data.columns, data.weight, data.part]).toEqual([['n', 'a'], 'w', { columns: [1, 0], width: 3, weight: 2 }]);
  expect((await load({ exclude: ['w', 1] })).columns).toEqual(['a']);
  await expect(load({ columns: ['b'] })).rejects.toMatchObject({
    message: "x.npy has no field 'b'",
    hint: 'its fields are a, n, w',
  });
  // What is said about columns, and what fixes write, has their names.
  const named = await load({ dequantize: ['n', { column: 2, step: 1 }] });
  expect([named.dequantizedColumns, named.grids ?? []]).toEqual([[1, 2], []]);
  await expect(load({ columns: [1, 'a'], dequantize: ['a'] })).rejects.toMatchObject({
    hint: expect.stringContaining('"dequantize": [{"column":"a","step":0.1428571}]'),
  });
  const access = { folder, trusted: false };
  const config = { ...npySchema.parse({ path: 'x.npy', columns: [1, 'a'] }), seed: 0, limit: null };
  expect((await summarizeNpy(config, access)).labels).toEqual([1, 'a']);
  expect((await summarizeNpy({ ...config, columns: undefined }, access)).labels).toEqual(['a', 'n', 'w']);
  expect(await glanceNpy('x.npy', undefined, access)).toEqual([
    { name: 'a', type: 'number' },
    { name: 'n', type: 'integer' },
    { name: 'w', type: 'number' },
  ]);
});

test('a structured array with fields that are not numbers: they are left out, or the error says how', async () => {
  const rows = Array.from({ length: 200 }, (_, i) => [
    `n${i}`,
    Math.sin(i),
    i % 2 === 0 ? 'on' : 'off',
    Math.cos(2 * i),
  ]);
  const bytes = recordsBytes(
    [
      ['name', 'U4'],
      ['a', 'f8'],
      ['state', 'U3'],
      ['b', 'f4'],
    ],
    rows,
  );
  writeFileSync(join(folder, 'x.npy'), bytes);
  writeFileSync(join(folder, 'x.npz'), zipSync({ 'x.npy': bytes }));
  for (const path of ['x.npy', 'x.npz']) {
    const data = await load({
      path,
      exclude: ['name', 'state'],
      standardize: false,
      split: { validation: 0, test: 0 },
    });
    expect([data.columns, data.train.count]).toEqual([['a', 'b'], 200]);
    expect(data.train.values.every(Number.isFinite)).toBe(true);
    expect(data.reading?.leftOut).toEqual(['name', 'state'].map((name) => ({ name, why: 'in "exclude"' })));
    expect((await load({ path, columns: ['b'] })).columns).toEqual(['b']);
    expect((await load({ path, columns: [3, { name: 'a', bounds: [-1, 1] }] })).columns).toEqual(['b', 'a']);
  }
  await expect(load({})).rejects.toMatchObject({
    message: "x.npy has fields that are not numbers: 'name' (<U4), 'state' (<U3)",
    hint: 'set "exclude": ["name","state"]',
  });
  await expect(load({ exclude: ['name', 'b'] })).rejects.toMatchObject({
    message: "x.npy has the field 'state' with the dtype <U3, which is not a number",
    hint: 'set "exclude": ["name","b","state"]',
  });
  await expect(load({ columns: ['a', 'name'] })).rejects.toMatchObject({
    message: "x.npy has the field 'name' with the dtype <U4, which is not a number",
    hint: 'remove "name" from "columns", or name a field of numbers: b',
  });
  await expect(load({ columns: ['a'], weight: 'state' })).rejects.toMatchObject({
    message: "x.npy has the weight 'state' with the dtype <U3, which is not a number",
    hint: 'remove "weight"',
  });
  writeFileSync(
    join(folder, 'y.npy'),
    writeNpy(
      Float64Array.from(rows, (_, i) => i / 3),
      [200],
    ),
  );
  await expect(load({ path: 'y.npy', contextPath: 'x.npy' })).rejects.toMatchObject({
    file: 'x.npy',
    hint: 'save the fields that are numbers alone: numpy.save("numbers.npy", array[["a", "b"]])',
  });
  const access = { folder, trusted: false };
  expect((await glanceNpy('x.npy', undefined, access))[0]).toEqual({ name: 'name', type: 'text' });
  const { keys, columns } = await proposeNpy('x.npy', access, { exclude: [], missingValues: [], command: '' });
  expect(columns.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(keys.find(({ key }) => key === 'exclude')).toEqual({
    ...{ key: 'exclude', value: ['name', 'state'] },
    why: ['Left out:', '- name: not a number (dtype <U4)', '- state: not a number (dtype <U3)'],
  });
});

test('what is modeled of an array, what each column goes through, and what is a condition', async () => {
  save(
    'x.npy',
    Float64Array.from({ length: 40 }, (_, i) => [i % 7, (i % 4) + 1, (i / 7) % 1, i][i % 4]!),
    [10, 4],
  );
  save(
    'c.npy',
    Uint8Array.from({ length: 10 }, (_, i) => i % 2),
    [10],
  );
  const data = await load({
    ...{ columns: [3, { name: 2, bounds: [0, 1] }], weight: 1, contextPath: 'c.npy' },
    dequantize: [3],
    standardize: false,
  });
  expect(data.reading).toEqual({
    columns: ['x3', 'x2'],
    leftOut: [{ name: 'x0', why: 'not in "columns"' }],
    read: 10,
    dropped: 0,
    header: false,
    numbered: true,
    weight: { column: 'x1', effectiveSampleSize: 10 },
    context: [{ column: 'label', kind: 'category', values: ['0', '1'] }],
    noise: [{ columns: ['x3'], step: 1 }],
    steps: [{ name: 'x2', steps: [expect.stringContaining('logit')] }],
  });
  save('x.npy', new Float32Array(24), [4, 2, 3]);
  const images = await load({ standardize: false });
  expect(images.reading).toEqual({ columns: [], leftOut: [], shape: [2, 3, 1], read: 4, dropped: 0, header: false });
});

test('a column of an array weights its rows', async () => {
  save('x.npy', Float64Array.of(1, 4, 2, 2, 1, 3, 0, 0, 7), [3, 3]);
  const whole = { split: { validation: 0, test: 0 } };
  const data = await load({ ...whole, weight: 1 });
  expect([data.columns, [...data.train.values], data.weight]).toEqual([['x0', 'x2'], [1, 2, 2, 3, 0, 7], 'x1']);
  expect([...data.train.weights!]).toEqual([4, 1, 0].map((weight) => expect.closeTo(weight * 0.6, 12)));
  expect(data.part).toEqual({ columns: [0, 2], width: 3, weight: 1 });
  for (const [config, message] of [
    [{ weight: 3 }, 'has no column 3'],
    [{ weight: 1, columns: [1] }, 'uses column 1 as weight and in "columns"'],
    [{ weight: 1, exclude: [1] }, 'uses column 1 as weight and in "exclude"'],
  ] as const) {
    await expect(load({ ...whole, ...config })).rejects.toThrow(message);
  }
  save('x.npy', Float64Array.of(1, 2, 3, -4), [2, 2]);
  await expect(load({ ...whole, weight: 1 })).rejects.toThrow(
    'row 1 (counted from 0), column x1: -4 is not a valid weight',
  );
});

test('rows with NaN, or with a value that stands for a missing one, are dropped and counted, in memory and in a file', async () => {
  const values = Float64Array.from({ length: 60 }, (_, i) => i / 7);
  values[4] = Number.NaN;
  values[30] = -999;
  values[32] = -1;
  values[33] = -1;
  save('x.npy', values, [20, 3]);
  const keys = {
    missing: 'drop',
    missingValues: [-999, { column: 2, values: [-1] }],
    split: { validation: 0, test: 0 },
  };
  const parsed = npySchema.parse({ path: 'x.npy', ...keys });
  const wanted = [...values].filter((_, i) => ![1, 10].includes(Math.floor(i / 3)));
  for (const held of [undefined, 0]) {
    const cache = held === undefined ? {} : { cache: { folder: join(folder, 'cache'), held } };
    const data = await loadNpy({ ...parsed, seed: 0, limit: null }, { folder, trusted: false, ...cache });
    expect([...data.train.values]).toEqual(wanted);
    expect(data.train.places?.at([0, 1, 9])).toEqual([0, 2, 11]);
    expect(data.reading).toMatchObject({ read: 20, dropped: 2 });
    expect(data.reading?.missingValues).toEqual([
      { column: 'x0', cells: 1 },
      { column: 'x2', cells: 1 },
    ]);
  }
});

test('rows are dropped with their weights and their context; NaN in either drops them, too', async () => {
  const values = Float64Array.from({ length: 16 }, (_, i) => i / 7 + (i % 2));
  values[3] = Number.NaN;
  save('x.npy', values, [8, 2]);
  save('c.npy', Float32Array.of(0, 1, 2, Number.NaN, 0, 1, -9, 1), [8]);
  const split = { validation: 0, test: 0 };
  const data = await load({
    weight: 1,
    contextPath: 'c.npy',
    contextAs: 'category',
    missing: 'drop',
    missingValues: [-9],
    split,
  });
  expect(data.train.count).toBe(5);
  expect(data.summary.context?.names).toEqual(['label=0', 'label=1', 'label=2']);
  expect([...data.train.context!].slice(0, 9)).toEqual([1, 0, 0, 0, 0, 1, 1, 0, 0]);
  expect(data.reading).toMatchObject({ read: 8, dropped: 3, missingValues: [{ column: 'label', cells: 1 }] });
});

test('numbers of labels that are stored as fractions are numbers, unless the spec says otherwise', async () => {
  save(
    'x.npy',
    Float64Array.from({ length: 8 }, (_, i) => i / 7),
    [8],
  );
  save('c.npy', Float32Array.of(0, 1, 2, 0, 1, 2, 0, 1), [8]);
  expect((await load({ contextPath: 'c.npy' })).summary.context?.names).toEqual(['context0']);
  const labels = await load({ contextPath: 'c.npy', contextAs: 'category' });
  expect(labels.summary.context?.names).toEqual(['label=0', 'label=1', 'label=2']);
  save('c.npy', Uint8Array.of(0, 1, 2, 0, 1, 2, 0, 1), [8]);
  expect((await load({ contextPath: 'c.npy', contextAs: 'number' })).summary.context?.names).toEqual(['context0']);
});

test('what cannot be read is named, with what works', async () => {
  writeFileSync(join(folder, 'x.npy'), Buffer.from([0x80, 4, 0x95, 0, 0]));
  await expect(load({})).rejects.toMatchObject({
    message: 'x.npy is a pickle, which is never loaded',
    hint: expect.stringContaining('x.filled(numpy.nan)'),
  });
  const cases = [
    [[8], 'numpy.isfinite(x)]'],
    [[4, 2], 'numpy.isfinite(x).all(axis=1)]'],
    [[2, 2, 2], 'numpy.isfinite(x).all(axis=(1, 2))]'],
  ] as const;
  for (const [shape, advice] of cases) {
    save('x.npy', Float64Array.of(1, 2, 3, Infinity, 5, 6, 7, 8), [...shape]);
    await expect(load({})).rejects.toMatchObject({ hint: expect.stringContaining(advice) });
  }
});
