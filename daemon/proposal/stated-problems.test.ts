/** Nothing is left out, and nothing is warned about later, without a word: damaged cells, odd columns, few rows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterAll, expect, test } from 'vitest';
import { normal, uniform } from '../data/doubts/example-numbers.ts';
import { writeNpy } from '../encoding/write-npy.ts';
import { proposeSpec } from './propose-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-stated-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Cell = (row: number) => string | number;
const WAVE: Cell = (i) => normal(i).toFixed(3);
const OTHER: Cell = (i) => normal(i, 1).toFixed(3);

function write(columns: Readonly<Record<string, Cell>>, rows = 300): void {
  const lines = Array.from({ length: rows }, (_, i) => Object.values(columns).map((cell) => cell(i)));
  const all = [Object.keys(columns), ...lines].map((line) => line.join(','));
  writeFileSync(join(folder, 't.csv'), `${all.join('\n')}\n`);
}

async function propose(
  exclude: readonly string[] = [],
  file = 't.csv',
  missingValues: readonly (number | string)[] = [],
) {
  const path = join(folder, 't.flow.json');
  const { text, data, checked } = await proposeSpec({
    name: 't',
    path,
    file: join(folder, file),
    exclude,
    missingValues,
  });
  const spec = parse(text) as { readonly data: Record<string, unknown>; readonly conditioners: object };
  const problems = checked.diagnostics.filter(({ severity }) => severity !== 'information');
  // Each problem is in a comment of the spec.
  const comments = text
    .split('\n')
    .flatMap((line) => /^\s*\/\/ (.*)$/.exec(line)?.[1] ?? [])
    .join(' ');
  for (const { message } of problems) expect(comments.toLowerCase()).toContain(message.toLowerCase());
  const roles = Object.fromEntries(data.columns.map(({ name, proposal }) => [name, proposal]));
  return { text, data, spec, codes: problems.map(({ code }) => code), roles };
}

test('a damaged cell is an error with its place and its options, one of which is to leave the column out', async () => {
  write({ a: WAVE, b: (i) => (i === 100 ? '3.12*' : OTHER(i)), c: (i) => (i === 7 ? 'x' : normal(i, 2)) });
  await expect(propose()).rejects.toMatchObject({
    code: 'data',
    message:
      "t.csv: line 102, column b: '3.12*' is not a number, but the other 299 cells are. The same applies to column c",
    hint: "correct the cell; remove the line; if 'x' stands for a missing value, run flowscope init t --data t.csv --missing-value x; or leave these columns out: run flowscope init t --data t.csv --exclude b --exclude c",
  });
  const { spec, data } = await propose(['b', 'c']);
  expect(spec.data.exclude).toEqual(['b', 'c']);
  expect(data.leftOut.map(({ why }) => why)).toEqual(['left out with --exclude', 'left out with --exclude']);
  await expect(propose(['d'])).rejects.toMatchObject({
    code: 'usage',
    message: "t.csv has no column 'd' to leave out",
  });
});

test('texts that may stand for missing values: the advice names the option, which writes the keys', async () => {
  const gap =
    (text: string, every: number): Cell =>
    (i) =>
      i % every === 0 ? text : OTHER(i);
  write({ a: WAVE, b: gap('n.d.', 40), c: (i) => (i % 50 === 0 ? '-.-' : normal(i, 2)) });
  await expect(propose()).rejects.toMatchObject({
    message: expect.stringMatching(/^t\.csv: line 2, column b: 'n\.d\.' is the first of 8 cells that are not numbers/),
    hint: "correct the cells; if 'n.d.', '-.-' stand for a missing value, run flowscope init t --data t.csv --missing-value n.d. --missing-value=-.-; or leave these columns out: run flowscope init t --data t.csv --exclude b --exclude c",
  });
  const { spec, data, text } = await propose([], 't.csv', ['n.d.', '-.-']);
  expect(spec.data).toMatchObject({ missingValues: ['n.d.', '-.-'], missing: 'drop' });
  expect(text).toContain('Cells with one of these values have none (b: 8, c: 6).');
  expect(data.columns.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  // Numbers, also of arrays.
  write({ a: WAVE, b: (i) => (i % 40 === 0 ? -999 : OTHER(i)) });
  expect((await propose([], 't.csv', [-999])).spec.data.missingValues).toEqual([-999]);
  saveArray((row) => (row % 20 === 0 ? -999 : null));
  const array = await propose([], 't.npy', [-999]);
  expect([array.spec.data, array.data.trainingRows]).toMatchObject([{ missingValues: [-999], missing: 'drop' }, 201]);
  await expect(propose([], 't.npy', ['n.d.'])).rejects.toMatchObject({ code: 'usage' });
});

test('columns with other problems are named with theirs', async () => {
  write({
    a: WAVE,
    b: (i) => `${Math.abs(normal(i)).toFixed(2)}%`,
    c: (i) => (i % 40 === 0 ? 'n.d.' : OTHER(i)),
    d: (i) => `${i}.5%`,
  });
  await expect(propose()).rejects.toMatchObject({
    message: expect.stringMatching(
      /has a percent sign\. The same applies to column d\. Column c: 'n\.d\.' is the first of 8 cells that are not numbers/,
    ),
  });
});

test('so is an infinite value', async () => {
  write({ a: WAVE, b: (i) => (i === 9 ? 'inf' : OTHER(i)) });
  await expect(propose()).rejects.toMatchObject({
    message: 't.csv: line 11, column b: the value is infinite or exceeds float32',
    hint: expect.stringContaining('--exclude b'),
  });
});

/** An array of two columns, of which the second one has other values in some rows. */
function saveArray(other: (row: number) => number | null) {
  const values = Float64Array.from(
    { length: 600 },
    (_, i) => (i % 2 === 1 ? other(Math.floor(i / 2)) : null) ?? normal(i),
  );
  writeFileSync(join(folder, 't.npy'), writeNpy(values, [300, 2]));
}

test('rows of an array with missing values are left out, as those of a table; a column that mostly has none, too', async () => {
  saveArray((row) => (row === 17 ? Number.NaN : null));
  const { spec, data } = await propose([], 't.npy');
  expect([spec.data.missing, data.leftOut, data.rows]).toEqual(['drop', [], 300]);
  saveArray((row) => (row % 3 === 0 ? null : Number.NaN));
  expect((await propose([], 't.npy')).data.leftOut).toEqual([{ name: 'x1', why: 'NaN in 200 of 300 rows' }]);
});

test('an infinite value of an array is an error that counts all rows', async () => {
  saveArray((row) => (row === 17 ? Number.NaN : row === 20 ? Infinity : null));
  await expect(propose([], 't.npy')).rejects.toMatchObject({
    message: 't.npy: row 20, column x1: Infinity is not a finite number in float32, as in 1 of 299 rows',
    hint: expect.stringContaining('--exclude x1'),
  });
  expect((await propose(['x1'], 't.npy')).spec.data.exclude).toEqual([1]);
});

test('units below the names, and names of two levels, are errors with a command', async () => {
  write({ a: (i) => (i === 0 ? 'm' : WAVE(i)), b: (i) => (i === 0 ? '' : OTHER(i)) });
  await expect(propose()).rejects.toMatchObject({
    message: expect.stringContaining('line 2 (m) is no row'),
    hint: expect.stringContaining("sed '2d' OLD.csv > NEW.csv"),
  });
  writeFileSync(join(folder, 't.csv'), `l,l\nx,y\n${'1.5,2\n'.repeat(40)}`);
  await expect(propose()).rejects.toMatchObject({
    message: expect.stringContaining("two columns named 'l': lines 1 and 2 together name the columns"),
    hint: expect.stringContaining('awk -F'),
  });
});

test('one row is too few, whatever is in it', async () => {
  write({ a: WAVE, b: OTHER }, 1);
  await expect(propose()).rejects.toMatchObject({ message: 't.csv: 1 row of data is too few to fit a flow' });
});

test('columns that are nearly constant, or constant up to rounding, are left out', async () => {
  write({
    a: WAVE,
    b: OTHER,
    near: (i) => (i % 30 === 0 ? normal(i, 2) : 1.5),
    offset: (i) => 1e12 + Math.round(8 * normal(i, 3)) / 8000,
  });
  const { data, codes } = await propose();
  expect(data.leftOut).toEqual([
    { name: 'offset', why: expect.stringMatching(/^constant up to rounding \(.*\) in the 210 training rows/) },
    { name: 'near', why: 'the value 1.5 in 96.7 % of the rows' },
  ]);
  expect(codes).toEqual([]);
});

test('counts are modeled; labels of which many are rare are left out', async () => {
  const poisson = (i: number) => [0, 0, 1, 1, 1, 2, 2, 3, 1, 0, 2, 1][i % 12]! + (i % 50 === 49 ? 2 : 0);
  write({ a: WAVE, b: OTHER, events: poisson });
  expect((await propose()).roles).toEqual({ a: 'model', b: 'model', events: 'model' });
  write({ a: WAVE, b: OTHER, visits: (i) => i % 4 });
  expect((await propose()).roles).toMatchObject({ visits: 'model' });
  write({ a: WAVE, b: OTHER, town: (i) => (i % 5 === 0 ? `t${i % 23}` : 'Bern') });
  expect((await propose()).data.leftOut).toEqual([
    { name: 'town', why: expect.stringMatching(/^24 different labels, of which \d+ have fewer than 5 rows$/) },
  ]);
  write({ a: WAVE, b: OTHER, cluster: (i) => (i * i) % 211 });
  expect((await propose()).data.leftOut).toEqual([
    { name: 'cluster', why: expect.stringContaining('different labels') },
  ]);
});

test('codes and dates that look like numbers are not modeled', async () => {
  write({
    a: WAVE,
    b: OTHER,
    zip: (i) => String((i * 7919) % 99_991).padStart(5, '0'),
    month: (i) => String(1 + (i % 12)).padStart(2, '0'),
    day: (i) => 20_240_100 + (i % 12) * 100 + 1 + (i % 28),
  });
  const { roles, data, codes } = await propose();
  expect(roles).toEqual({ a: 'model', b: 'model', month: 'context' });
  expect(data.leftOut).toEqual([
    { name: 'zip', why: expect.stringMatching(/^codes, of which \d+ begin with a zero$/) },
    { name: 'day', why: expect.stringContaining('dates written as numbers') },
  ]);
  expect(codes).toEqual([]);
});

test('a table of zeros and ones alone is modeled', async () => {
  write({ a: (i) => Number(normal(i) > 0), b: (i) => Number(normal(i, 1) > 0), c: (i) => Number(normal(i, 2) > 1) });
  expect((await propose()).roles).toEqual({ a: 'model', b: 'model', c: 'model' });
});

test('networks are narrow enough for very few rows, and the spec says that they are few', async () => {
  write({ a: WAVE, b: OTHER, c: (i) => normal(i, 2), d: (i) => normal(i, 3) }, 4);
  const { codes, text, spec } = await propose();
  expect(codes).toEqual(['few-rows']);
  expect(text).toContain('training rows are few for 4 columns');
  expect(spec.conditioners).not.toMatchObject({ net: { hidden: [64] } });
});

test('noise and bounds are written together where values on a grid pile up at an end', async () => {
  write(
    {
      rain: (i) => (i % 5 < 3 ? 0 : (Math.round(-50 * Math.log(uniform(i))) / 10).toFixed(1)),
      points: (i) => Math.max(0, Math.min(100, Math.round(85 + 12 * normal(i, 3)))),
      b: OTHER,
    },
    1200,
  );
  const { spec, codes } = await propose();
  expect([spec.data.columns, spec.data.dequantize, codes]).toEqual([
    [{ name: 'rain', bounds: [0, null] }, { name: 'points', bounds: [null, 100] }, 'b'],
    ['points', { column: 'rain', step: 0.1 }],
    [],
  ]);
});

test('a total in the last line is stated, whatever becomes of the columns', async () => {
  const spent = (i: number) => Math.round(100 * 30 * Math.exp(normal(i, 2) / 2)) / 100;
  const sum = Array.from({ length: 300 }, (_, i) => spent(i)).reduce((a, b) => a + b);
  write({ spent: (i) => (i === 300 ? sum : spent(i)), share: (i) => uniform(i), b: OTHER }, 301);
  const { spec, codes, text } = await propose();
  expect([spec.data.columns, codes]).toEqual([['spent', { name: 'share', bounds: [0, 1] }, 'b'], ['outlier']]);
  expect(text.replaceAll(/\s*\/\/\s*/g, ' ').toLowerCase()).toContain(
    'line 302 has the sum of all other rows in column spent',
  );
});

test('a column that is left out later is in no list of noise, and its reason does not repeat its name', async () => {
  const month: Cell = (i) => 202300 + 1 + ((i * 7) % 12) + 100 * (i % 3);
  write({ a: WAVE, b: OTHER, age: (i) => 20 + ((i * 31) % 57), ym: month });
  const { text, data } = await propose();
  expect(data.leftOut).toEqual([{ name: 'ym', why: expect.stringMatching(/^its whole numbers are months/) }]);
  expect(text).toContain('to whole numbers (age).');
});
