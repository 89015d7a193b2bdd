import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { tableOf } from '../testing/table-of.ts';
import { outlier } from './outlier.ts';
import { totalRow } from './total-row.ts';

type Cell = (i: number) => number;
type Keys = Parameters<typeof tableOf>[2];
type Request = NonNullable<NonNullable<Keys>['requests']>[string];

const ROWS = 400;
const income: Cell = (i) => Math.round(100 * 30 * Math.exp(normal(i, 2) / 2)) / 100;
const rain: Cell = (i) => (uniform(i, 7) < 0.9 ? 0 : -10 * Math.log(uniform(i)));
const withLast =
  (cell: Cell, last: number): Cell =>
  (i) =>
    i === ROWS - 1 ? last : cell(i);
const total = (cell: Cell) =>
  withLast(
    cell,
    Array.from({ length: ROWS - 1 }, (_, i) => cell(i)).reduce((a, b) => a + b),
  );

const look = (columns: Readonly<Record<string, Cell>>, keys?: Keys) => {
  const table = tableOf(columns, ROWS, keys);
  return { totals: totalRow.in(totalRow.detect(table)), outliers: outlier.in(outlier.detect(table)) };
};

const HANDLED: readonly Request[] = [
  {},
  { bounds: [0, null] },
  { bounds: [-1, 1e6] },
  { transform: 'log' },
  { transform: 'asinh' },
];

test.each(HANDLED)('a total in the last row is found, whatever becomes of the column: %j', (own) => {
  const { totals, outliers } = look(
    { a: total(income), b: normal, c: total(rain), d: withLast(income, 35) },
    { requests: { a: own, c: own } },
  );
  expect(totals).toEqual([{ place: `row ${ROWS - 1} (counted from 0)`, columns: ['a', 'c'] }]);
  expect(outliers).toEqual([]);
  expect(look({ a: income, b: normal, c: rain }, { requests: { a: own, c: own } })).toEqual({
    totals: [],
    outliers: [],
  });
});

test.each(HANDLED)('so is a single value that is far from all others: %j', (own) => {
  const { totals, outliers } = look({ a: withLast(income, 250_000), b: normal }, { requests: { a: own } });
  expect([totals, outliers.map(({ column, value }) => [column, value])]).toEqual([[], [['a', 250_000]]]);
});

test('long tails have no outlier where a logarithm is taken', () => {
  const long: Cell = (i) => Math.exp(3 * normal(i, 2));
  expect(look({ a: long, b: normal }).outliers).toHaveLength(1);
  for (const own of [{ transform: 'log' }, { bounds: [0, null] }] as const)
    expect(look({ a: long, b: normal }, { requests: { a: own } }).outliers).toEqual([]);
});

test('beside a value that most rows have, the others say what is far', () => {
  const [found] = look({ a: withLast(rain, 90_000), b: normal }).outliers;
  expect(found).toMatchObject({ column: 'a', value: 90_000, median: 0, beside: true });
});

test('angles are looked at before they are taken modulo their period', () => {
  const values: Cell = (i) => (i === 7 ? 1e6 : 180 + normal(i, 1));
  const angles = { count: ROWS, values: Float64Array.from({ length: ROWS }, (_, i) => values(i)) };
  const wrapped = { a: (i: number) => values(i) % 360, b: normal };
  expect(look(wrapped, { angles, requests: { a: { period: 360 } } }).outliers).toMatchObject([{ value: 1e6 }]);
  const near: Cell = (i) => (i === 40 ? 300 : 180 + normal(i, 1) / 1000);
  expect(look({ a: near, b: normal }, { requests: { a: { period: 360 } } }).outliers).toHaveLength(0);
});

test('small counts whose largest happens to be the sum of the others are no total', () => {
  expect(look({ a: (i) => (i === 9 ? 3 : i === 20 || i === 30 || i === 40 ? 1 : 0), b: normal }).totals).toEqual([]);
});
