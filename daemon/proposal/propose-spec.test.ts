import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normal } from '../data/doubts/example-numbers.ts';
import { writeNpz } from '../data/formats/npz.ts';
import { writeNpy } from '../encoding/write-npy.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { proposeSpec } from './propose-spec.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-propose-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Cell = (row: number) => string | number;
const WAVE: Cell = (i) => normal(i).toFixed(3);
const OTHER: Cell = (i) => normal(i, 1).toFixed(3);

interface TableOptions {
  readonly rows?: number;
  readonly delimiter?: string;
}

/** Proposes a spec for a table with these columns, and checks that it has no problems. */
async function propose(columns: Readonly<Record<string, Cell>>, { rows = 200, delimiter = ',' }: TableOptions = {}) {
  const lines = Array.from({ length: rows }, (_, i) =>
    Object.values(columns)
      .map((cell) => cell(i))
      .join(delimiter),
  );
  await writeFile(join(folder, 'table.csv'), [Object.keys(columns).join(delimiter), ...lines, ''].join('\n'));
  return proposeFile('table.csv');
}

async function proposeFile(file: string) {
  const path = join(folder, 'table.flow.json');
  const { text, data } = await proposeSpec({ name: 'table', path, file: join(folder, file) });
  const options = { folder, trusted: true, fileStem: 'table', missingData: 'error' } as const;
  const { diagnostics, plan } = await checkSpec(text, options);
  // No proposal can add rows.
  const serious = diagnostics.filter(({ code, severity }) => severity !== 'information' && code !== 'few-rows');
  expect([serious, text]).toEqual([[], text]);
  const spec = parse(text) as { readonly data: Record<string, unknown>; readonly training: Record<string, unknown> };
  return { text, data, plan: plan!, keys: spec.data, training: spec.training };
}

test('a table as to_csv() writes it: the index is left out, the label is a condition, whole numbers get noise', async () => {
  const { data, keys, plan, training, text } = await propose(
    { '': (i) => i, length: WAVE, count: (i) => (7 * i) % 31, target: (i) => i % 3 },
    { rows: 150 },
  );
  expect(keys).toEqual({
    source: 'csv',
    path: 'table.csv',
    exclude: ['column1'],
    context: [{ column: 'target', as: 'category' }],
    dequantize: true,
    split: { validation: 0.15, test: 0.15 },
  });
  expect(data).toMatchObject({
    rows: 150,
    columns: [
      { name: 'length', type: 'number', proposal: 'model' },
      { name: 'count', type: 'integer', proposal: 'model' },
      { name: 'target', type: 'category', proposal: 'context' },
    ],
    leftOut: [{ name: 'column1', why: 'a row index: 0, 1, 2, …' }],
  });
  expect(plan.inputShape).toEqual([2]);
  // As many as there are: a larger batch is an error.
  expect(training.batchSize).toBe(106);
  expect(text).toContain('// - column1: a row index: 0, 1, 2, …');
});

test('columns that depend on others are left out, with the reason', async () => {
  const sum: Cell = (i) => `${(10 * Number(WAVE(i)) + 10 * Number(OTHER(i))) / 10}`;
  const { data, keys, text, plan } = await propose({ a: WAVE, b: OTHER, sum });
  expect(keys).toMatchObject({ exclude: ['sum'] });
  expect(plan.inputShape).toEqual([2]);
  expect(data.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(data.leftOut).toEqual([{ name: 'sum', why: 'equals a + b' }]);
  expect(text).toContain('// - sum: equals a + b');
});

test('an index in no order is one if it has all numbers, or the name of an index', async () => {
  const all: Cell = (i) => (37 * i) % 200;
  const shuffled: Cell = (i) => 2 * ((37 * i) % 200);
  expect((await propose({ mass: all, a: WAVE, b: OTHER })).data.leftOut).toHaveLength(1);
  for (const name of ['', 'index', 'Unnamed: 0', 'id', 'user_id', 'userId', 'No.']) {
    const { data } = await propose({ [name]: shuffled, a: WAVE, b: OTHER });
    expect(data.leftOut.map(({ why }) => why)).toEqual(['a row index: different whole numbers']);
  }
  const { data } = await propose({ mass: shuffled, a: WAVE, b: OTHER });
  expect(data.leftOut).toEqual([]);
});

test('without a name, a label is the last column if it counts and no other does', async () => {
  const { keys } = await propose({ a: WAVE, b: OTHER, kind: (i) => 1 + (i % 4) });
  expect(keys.context).toEqual([{ column: 'kind', as: 'category' }]);
  const images = await propose({ a: (i) => i % 5, b: (i) => i % 7, c: (i) => i % 4 });
  expect(images.keys).not.toHaveProperty('context');
});

test('text with few values is a condition; dates and names are left out', async () => {
  const { keys, data } = await propose({
    a: WAVE,
    b: OTHER,
    city: (i) => ['Bern', 'Wien'][i % 2]!,
    flag: (i) => (i % 3 === 0 ? 'True' : 'False'),
    day: (i) => `2024-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
    who: (i) => `person ${i}`,
  });
  expect(keys.context).toEqual(['city', 'flag']);
  expect(data.contextSize).toBe(4);
  expect(data.leftOut.map(({ name }) => name)).toEqual(['day', 'who']);
  // Text is left out anyway.
  expect(keys).not.toHaveProperty('exclude');
});

test('columns without a density are left out, with reasons', async () => {
  const { data, keys } = await propose({
    a: WAVE,
    b: OTHER,
    copy: WAVE,
    constant: () => 7,
    rare: (i) => (i === 5 ? 1 : 0),
    empty: () => '',
    sparse: (i) => (i % 3 === 0 ? WAVE(i) : ''),
    codes: (i) => (i % 4 === 0 ? `PC ${i}` : 1000 + i * i),
    infinite: (i) => (i % 4 === 1 ? 'inf' : OTHER(i + 2)),
  });
  expect(data.leftOut).toEqual([
    { name: 'copy', why: 'a copy of a' },
    { name: 'constant', why: 'constant (7)' },
    { name: 'rare', why: 'the same value (0) in 199 of 200 rows' },
    { name: 'empty', why: 'no values' },
    { name: 'sparse', why: 'no value in 133 of 200 rows' },
    { name: 'codes', why: "text in 50 of 200 rows, first 'PC 0' on line 2" },
    { name: 'infinite', why: 'a value that is infinite or exceeds float32, on line 3' },
  ]);
  expect(keys.exclude).toEqual(['copy', 'constant', 'rare', 'sparse', 'codes', 'infinite']);
});

test('rows with missing values are dropped; a column that would cost half of them is left out', async () => {
  const { keys, data, text } = await propose({
    a: (i) => (i % 10 === 0 ? '' : WAVE(i)),
    b: (i) => (i % 5 < 2 ? 'NA' : OTHER(i)),
    c: (i) => (i % 5 > 2 ? '' : WAVE(2 * i)),
    d: OTHER,
  });
  expect([keys.missing, keys.exclude]).toEqual(['drop', ['b']]);
  expect(text).toMatch(/\d+ of 200 rows have a missing value and are left out\./);
  expect(data.trainingRows).toBeGreaterThan(60);
});

test('a first line that may be a header is taken for one, and the spec says how to change that', async () => {
  const { keys, text } = await propose({ 2019: WAVE, 2020: OTHER });
  expect(keys.header).toBe(true);
  expect(text).toContain('If it is data, change this to false.');
});

test('one column, four rows, hundreds of columns: each gets a flow that fits', async () => {
  const one = await propose({ x: WAVE });
  expect([one.plan.inputShape, one.text]).toEqual([[1], expect.stringContaining('"spline"')]);
  const conditioned = await propose({ x: WAVE, target: (i) => i % 2 });
  expect([conditioned.plan.inputShape, conditioned.data.contextSize]).toEqual([[1], 2]);
  const tiny = await propose({ x: WAVE, y: OTHER }, { rows: 4 });
  expect(tiny.training.batchSize).toBe(4);
  // There is no validation row to stop by.
  expect(tiny.training).not.toHaveProperty('earlyStopping');
  const wide = Object.fromEntries(
    Array.from({ length: 300 }, (_, j): [string, Cell] => [`c${j}`, (i) => Math.sin(i * (j + 1))]),
  );
  const { text } = await propose(wide, { rows: 30 });
  expect(text).not.toContain('"linear"');
});

test('with thousands of rows, the flow has splines and more capacity', async () => {
  const { text, training } = await propose({ x: WAVE, y: OTHER }, { rows: 6500 });
  expect(text).toContain('"spline-coupling"');
  expect(training.batchSize).toBe(512);
});

test('an array: constant columns are left out, rows of several axes are flattened', async () => {
  const count = 60;
  const numbers = Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 1 ? 4 : Math.sin(i)));
  await writeFile(join(folder, 'table.npy'), writeNpy(numbers, [count, 3]));
  const { keys, data, plan } = await proposeFile('table.npy');
  expect([keys.source, keys.exclude, plan.inputShape]).toEqual(['npy', [1], [2]]);
  expect(data.leftOut).toEqual([{ name: 'x1', why: 'constant (4)' }]);
  await writeFile(
    join(folder, 'grid.npy'),
    writeNpy(
      Float64Array.from({ length: 4 * count }, (_, i) => (i * i) % 13),
      [count, 2, 2],
    ),
  );
  const grid = await proposeFile('grid.npy');
  expect([grid.keys.dequantize, grid.plan.inputShape]).toEqual([true, [2, 2, 1]]);
  await writeFile(
    join(folder, 'grid.npy'),
    writeNpy(
      Float64Array.from({ length: 4 * count }, (_, i) => i % 4),
      [count, 2, 2],
    ),
  );
  await expect(proposeFile('grid.npy')).rejects.toMatchObject({ code: 'data' });
});

test('of several arrays in a file, the largest is modeled, and the spec says so', async () => {
  const rows = (count: number, width: number) => ({
    values: Float32Array.from({ length: count * width }, (_, i) => normal(i)),
    shape: [count, width],
  });
  await writeFile(join(folder, 'arrays.npz'), writeNpz({ few: rows(40, 1), points: rows(200, 2), other: rows(9, 3) }));
  const { keys, plan, text } = await proposeFile('arrays.npz');
  expect([keys.array, plan.inputShape]).toEqual(['points', [2]]);
  expect(text).toContain('The largest of the arrays few, points, other.');
});

test('names cannot break the spec', async () => {
  const { keys } = await propose({ '"a""b"': WAVE, '"*/ // \u2028\nx"': OTHER, '\\n': () => 3 });
  expect(keys.exclude).toEqual(['\\n']);
});

test('numbers with decimal commas are not left out as text: the table must be saved in another way', async () => {
  const german: Cell = (i) => WAVE(i).toString().replace('.', ',');
  await expect(propose({ a: german, kind: (i) => i % 3 }, { delimiter: ';' })).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/^table\.csv: line 2, column a: '-?\d,\d{3}' has a decimal comma/),
    hint: 'save the table with decimal points; if the file has no other commas and no points, run tr , . < OLD.csv > NEW.csv; or leave the column out: run flowscope init table --data table.csv --exclude a',
  });
});

test('a label with missing values loses those rows, and is no condition called NaN', async () => {
  const { data, plan, text } = await propose({ a: WAVE, b: OTHER, target: (i) => (i % 10 === 0 ? 'NaN' : i % 3) });
  expect([data.contextSize, plan.context?.names]).toEqual([3, ['target=0', 'target=1', 'target=2']]);
  expect(text).toContain('20 of 200 rows have a missing value');
});

test('a table with nothing to model says why, and a file of another kind what is possible', async () => {
  await writeFile(join(folder, 'none.csv'), 'name,same\nx,1\ny,1\n');
  await expect(proposeFile('none.csv')).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/^none\.csv has no column that can be modeled \(/),
  });
  await writeFile(join(folder, 'photo.png'), '');
  await expect(proposeFile('photo.png')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining("'photo.png'"),
  });
  await expect(proposeFile('gone.csv')).rejects.toMatchObject({ code: 'missing-data' });
  await expect(readFile(join(folder, 'table.flow.json'))).rejects.toThrow();
});

test('noise is as wide as the step of whole numbers', async () => {
  const { keys } = await propose({
    ten: (i) => 10 * Math.round(3 * normal(i)),
    one: (i) => Math.round(4 * normal(i, 1)),
    b: OTHER,
  });
  expect(keys.dequantize).toEqual(['one', { column: 'ten', step: 10 }]);
});

test('what quick fixes advise about the data is done, with the reason', async () => {
  const { keys, text } = await propose(
    {
      share: (i) => ((i * 0.618034) % 1).toFixed(6),
      size: (i) => (Math.round(normal(i) * 20) / 20).toFixed(2),
      wave: OTHER,
    },
    { rows: 600 },
  );
  expect(keys.columns).toEqual([{ name: 'share', bounds: [0, 1] }, 'size', 'wave']);
  expect(keys.dequantize).toEqual([{ column: 'size', step: 0.05 }]);
  expect(text.match(/ends abruptly at/g)).toHaveLength(1);
  expect(text).toMatch(/\/\/ Column size .*step of 0\.05.*\n(.*\/\/.*\n)*\s*"dequantize"/);
});
