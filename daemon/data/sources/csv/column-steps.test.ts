/** What a spec asks of single columns: noise, categories, bounds, transforms, weights. */
import { expect, test } from 'vitest';
import { csvSchema } from './csv-source.ts';
import { failing, writtenTable } from './testing/written-table.ts';

const { load } = writtenTable();

test('dequantize lists the integer columns, and standardization counts the noise in', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${i % 4},${i / 8}`).join('\n');
  const data = await load(`n,x\n${rows}\n`, { dequantize: true, standardize: true });
  expect(data.dequantizedColumns).toEqual([0]);
  expect(data.summary.integerColumns).toEqual([]);
  expect(data.standardization!.mean[0]).toBeCloseTo(2, 12);
  // A uniform number on [0, 4).
  expect(data.standardization!.std[0]).toBeCloseTo(4 / Math.sqrt(12), 12);
});

test('dequantize with a step: standardization counts its noise in', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${(i % 4) / 10},${i / 8 + 0.01 * (i % 3)}`).join('\n');
  const data = await load(`n,x\n${rows}\n`, { dequantize: [{ column: 'n', step: 0.1 }], standardize: true });
  expect([data.dequantizedColumns, data.grids]).toEqual([[0], [{ column: 0, step: 0.1, origin: 0 }]]);
  // A uniform number on [0, 0.4).
  expect(data.standardization!.mean[0]).toBeCloseTo(0.2, 12);
  expect(data.standardization!.std[0]).toBeCloseTo(0.4 / Math.sqrt(12), 12);
  await expect(load(`n,x\n${rows}\n`, { dequantize: { step: 0.1 } })).rejects.toMatchObject(
    failing(/line 3, column x: 0\.135 is not a whole number of steps of 0\.1 from the smallest value, 0,/),
  );
});

test('a separate test file is on the grids of the training rows', async () => {
  const text = 'a,n\n0.1,1\n0.35,2\n0.6,5\n1.1,3\n';
  const extra = { testPath: 'test.csv', dequantize: [{ column: 'a', step: 0.25 }, 'n'] };
  const test = async (row: string) => (await load(text, extra, { 'test.csv': `a,n\n${row}\n` })).test.count;
  expect(await test('1.35,7')).toBe(1);
  await expect(test('1.2,7')).rejects.toThrow(
    'test.csv: line 2, column a: 1.2 is not on the grid of step 0.25 from 0.1, as the training rows are',
  );
  await expect(test('1.35,7.5')).rejects.toThrow('test.csv: line 2, column n: 7.5 is not a whole number');
});

test('modeled categories are numbered by frequency in the training rows, and dequantized', async () => {
  const rows = 'x,kind,code\n1.5,cat,7\n2.5,dog,9\n3.5,dog,7\n4.5,ant,7\n5.5,dog,9\n6.5,ant,7\n';
  const columns = ['x', { name: 'kind', as: 'category' }, { name: 'code', as: 'category' }];
  const data = await load(rows, { columns });
  expect(data.categories).toEqual([
    { column: 1, values: ['dog', 'ant', 'cat'] },
    { column: 2, values: ['7', '9'] },
  ]);
  expect([...data.train.values.subarray(0, 6)]).toEqual([1.5, 2, 0, 2.5, 0, 1]);
  expect([data.dequantizedColumns, data.summary.integerColumns]).toEqual([[1, 2], []]);
  expect(data.reading).toMatchObject({ columns: ['x', 'kind', 'code'], leftOut: [] });
  // A step for all columns does not concern them.
  const stepped = await load(rows, { columns, dequantize: { step: 0.5 } });
  expect([stepped.dequantizedColumns, stepped.grids]).toEqual([[0, 1, 2], [{ column: 0, step: 0.5, origin: 1.5 }]]);
  // Categories that only other rows have are known, and rank last.
  const split = await load(`${rows}${'7.5,dog,9\n'.repeat(13)}0,bee,7\n`, {
    columns,
    split: { validation: 0.5, test: 0 },
  });
  expect(split.categories![0]!.values.toSorted()).toEqual(['ant', 'bee', 'cat', 'dog']);
  expect(split.categories![0]!.values[0]).toBe('dog');
});

test('a category that the training file does not have is an error with its line', async () => {
  const columns = ['x', { name: 'kind', as: 'category' }];
  const config = { columns, testPath: 'test.csv' };
  const files = { 'test.csv': 'x,kind\n1,dog\n2,eel\n' };
  await expect(load('x,kind\n1.5,cat\n2.5,dog\n', config, files)).rejects.toMatchObject({
    message: "test.csv: line 3: 'eel' is not a value of the modeled column kind; its values are cat, dog",
    hint: expect.stringContaining('remove the row or correct the value'),
  });
  await expect(load('x,kind\n1.5,\n2.5,dog\n', { columns })).rejects.toMatchObject(
    failing('line 2 has no value in column kind'),
  );
  expect(csvSchema.safeParse({ path: 'x', columns: [{ name: 'a', as: 'category', period: 3 }] }).success).toBe(false);
});

test('values beyond bounds, and without a logarithm, are errors with their line, and bounds that the column fits', async () => {
  const table = 'a,b\n0.1,1\n1.2,2\n0.3,3\n1.7,-5\n';
  await expect(load(table, { columns: [{ name: 'a', bounds: [0, 1] }] })).rejects.toMatchObject({
    message: 'table.csv: line 3, column a: 1.2 is above the bound 1',
    hint: 'set the bound to 1.7, the largest value of the column, or beyond, or remove the row',
    about: { key: 'columns', text: 'a' },
  });
  await expect(load(table, { columns: [{ name: 'b', bounds: [2, null] }] })).rejects.toMatchObject({
    message: 'table.csv: line 2, column b: 1 is below the bound 2',
    hint: expect.stringContaining('-5, the smallest value'),
  });
  await expect(load(table, { columns: ['a', { name: 'b', transform: 'log' }] })).rejects.toMatchObject({
    message: 'table.csv: line 5, column b: -5 has no logarithm',
    hint: expect.stringContaining('"transform": "asinh"'),
  });
  const zero = 'a\n1.5\n0\n2\n';
  await expect(load(zero, { columns: [{ name: 'a', transform: 'log' }] })).rejects.toMatchObject({
    hint: expect.stringContaining('set "bounds": [0, null]'),
  });
  for (const column of [{ bounds: [0, 1.7] }, { bounds: [null, 2] }, { transform: 'asinh' }]) {
    const data = await load(table, { columns: [{ name: 'a', ...column }, 'b'] });
    expect(data.chains!.map(({ length }) => length)).toEqual([1, 0]);
    expect(data.summary.range.high).toBe(Infinity);
    expect(data.reading!.steps!.map(({ name }) => name)).toEqual(['a']);
  }
});

test('a robust scale alone is a shift and a scale, fitted on the training rows', async () => {
  const data = await load('a\n1\n2\n3\n4\n1000\n', { standardize: 'robust' });
  expect(data.chains).toBeUndefined();
  expect(data.standardization!.mean[0]).toBe(3);
  expect(data.standardization!.std[0]).toBeCloseTo(2 / 1.349, 3);
  expect(data.reading!.steps).toEqual([{ name: 'a', steps: ['(x − 3)/1.483'] }]);
});

test('what a column cannot have is an error of the spec', () => {
  for (const column of [
    { bounds: [null, null] },
    { bounds: [1, 0] },
    { bounds: [0] },
    { transform: 'sqrt' },
    { period: 1, bounds: [0, 1] },
    { bounds: [0, 1], transform: 'log' },
    { bounds: [0, null], transform: 'log' },
    { as: 'category', transform: 'log' },
  ]) {
    const parsed = csvSchema.safeParse({ path: 'x', columns: [{ name: 'a', ...column }] });
    expect(parsed.success, JSON.stringify(column)).toBe(false);
  }
});

test('weights have mean 1 over the training rows, and weight mean and deviation of standardization', async () => {
  const text = 'x,y,w\n1,1,2\n2,5,0\n4,3,1\n5,2,1\n';
  const data = await load(text, { weight: 'w', context: ['y'], standardize: true });
  expect([data.columns, data.weight, [...data.train.weights!]]).toEqual([['x'], 'w', [2, 0, 1, 1]]);
  expect(data.standardization!.mean[0]).toBeCloseTo(11 / 4, 12);
  expect(data.standardization!.std[0]).toBeCloseTo(Math.sqrt((2 * 1.75 ** 2 + 1.25 ** 2 + 2.25 ** 2) / 4), 12);
  expect(data.contextEncoding![0]).toMatchObject({ mean: 7 / 4 });
  expect(data.reading).toMatchObject({ leftOut: [], weight: { column: 'w', effectiveSampleSize: 16 / 6 } });
  // The mean is that of the training rows, also for other rows.
  const split = await load(text, { weight: 'w', columns: ['x'], split: { validation: 0.25, test: 0.25 } });
  const parts = [split.train, split.validation, split.test].map(({ weights }) => [...weights!]);
  expect(parts[0]!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(2, 12);
  expect(parts.map(({ length }) => length)).toEqual([2, 1, 1]);
  const without = await load(text, { columns: ['x'] });
  expect(without.train).not.toHaveProperty('weights');
  expect(without.fingerprint).not.toBe((await load(text, { columns: ['x'], weight: 'w' })).fingerprint);
});

test('wrong weights are errors that name the line', async () => {
  const weighted = (cells: readonly string[]) =>
    load(`x,w\n${cells.map((cell, i) => `${i},${cell}`).join('\n')}\n`, { weight: 'w' });
  await expect(weighted(['1', '-2'])).rejects.toMatchObject(failing('line 3, column w: -2 is not a valid weight'));
  await expect(weighted(['1', 'inf'])).rejects.toMatchObject(
    failing('line 3, column w: Infinity is not a valid weight'),
  );
  await expect(weighted(['1', ''])).rejects.toMatchObject(failing('line 3 has no value in column w'));
  await expect(weighted(['1', 'x', 'y', 'z'])).rejects.toMatchObject(failing("line 3, column w: 'x' is not a number"));
  await expect(weighted(['1', '1e305'])).rejects.toMatchObject(
    failing('is not a valid weight: a weight must be ≤ 1e300'),
  );
  await expect(weighted(['0', '0'])).rejects.toMatchObject(failing('all 2 training rows have the weight 0'));
  await expect(weighted(['1e-9', '8', '1', ...new Array<string>(9).fill('0')])).rejects.toMatchObject(
    failing(
      'line 3 has 88.9 % of the weight of the 12 training rows, so their effective sample size is 1.2: too little for a density',
    ),
  );
});

test('weights of any unit are the same', async () => {
  const weighted = (unit: number) =>
    load(`x,w\n${[2, 1, 0, 1].map((weight, i) => `${i},${weight * unit}`).join('\n')}\n`, { weight: 'w' });
  const wanted = await weighted(1);
  for (const unit of [1e-300, 1e299]) {
    const { train, reading } = await weighted(unit);
    expect([...train.weights!].map((weight) => Number(weight.toFixed(12)))).toEqual([...wanted.train.weights!]);
    expect(reading!.weight!.effectiveSampleSize).toBeCloseTo(16 / 6, 12);
  }
});
