import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { tableOf } from '../testing/table-of.ts';
import { boundedColumn } from './bounded-column.ts';

type Cell = (i: number) => number;
type Keys = Parameters<typeof tableOf>[2];

const to =
  (step: number, cell: Cell): Cell =>
  (i) =>
    Number((Math.round(cell(i) / step) * step).toPrecision(12));
const exponential = (i: number) => -Math.log(uniform(i));
const rain: Cell = to(0.1, (i) => (uniform(i, 7) < 0.6 ? 0 : 5 * exponential(i)));
const poisson =
  (mean: number): Cell =>
  (i) => {
    let [k, below, term] = [0, 0, Math.exp(-mean)];
    for (below = term; below < uniform(i, 3) && k < 200; below += term) term *= mean / ++k;
    return k;
  };

/** The bounds, without noise and with it. */
function boundsOf(cell: Cell, step: number, rows: number) {
  const found = (keys: Keys) =>
    boundedColumn
      .in(boundedColumn.detect(tableOf({ a: cell, b: (i) => normal(i, 9) }, rows, keys)))
      .flatMap(({ columns }) => columns.map(({ low, high }) => [low?.bound ?? null, high?.bound ?? null]));
  const plain = found({});
  const noisy = found({ dequantized: [0], grids: step === 1 ? [] : [{ column: 0, step, origin: 0 }] });
  expect(noisy).toEqual(plain);
  return plain[0] ?? null;
}

test.each<[string, Cell, number, (number | null)[]]>([
  ['rain in steps of 0.1, with 60 % zeros', rain, 0.1, [0, null]],
  ['counts with many zeros', (i) => (uniform(i, 7) < 0.5 ? 0 : poisson(3)(i)), 1, [0, null]],
  ['rare events', poisson(0.5), 1, [0, null]],
  ['counts that fall from the first', (i) => Math.floor(5 * exponential(i)), 1, [0, null]],
  [
    'points in percent, with many at 100',
    (i) => Math.max(0, Math.min(100, Math.round(85 + 12 * normal(i)))),
    1,
    [null, 100],
  ],
  ['stars, mostly five', (i) => [5, 5, 5, 5, 4, 4, 3, 2, 1, 5, 4, 1][Math.floor(12 * uniform(i))]!, 1, [1, 5]],
  ['whole percentages', (i) => Math.floor(101 * uniform(i)), 1, [0, 100]],
  ['shares in steps of 0.1 percent', to(0.1, (i) => 100 * uniform(i)), 0.1, [0, 100]],
  ['a sensor that clips', to(0.5, (i) => Math.min(37.5, 30 + 5 * normal(i))), 0.5, [null, 37.5]],
])('%s end at a bound', (_, cell, step, bounds) => {
  expect(boundsOf(cell, step, 2000)).toEqual(bounds);
});

test.each<[string, Cell, number]>([
  ['rounded normal numbers', to(0.1, (i) => normal(i)), 0.1],
  ['coarse ones', (i) => Math.round(normal(i)), 1],
  ['events with a mean of 5', poisson(5), 1],
  ['whole numbers of equal frequency', (i) => Math.floor(10 * uniform(i)), 1],
  ['many of them', (i) => Math.floor(1000 * uniform(i)), 1],
  ['zeros and ones', (i) => Number(uniform(i) < 0.2), 1],
  ['a code for missing values', (i) => (i % 9 === 0 ? -999 : Math.round(10 * normal(i))), 1],
  ['hours', (i) => Math.floor(24 * uniform(i)), 1],
  ['dates', (i) => 20_230_101 + 100 * Math.floor(12 * uniform(i) ** 3) + Math.floor(28 * uniform(i, 1)), 1],
])('%s have no bound', (_, cell, step) => {
  for (const rows of [60, 400, 2000]) expect([rows, boundsOf(cell, step, rows)]).toEqual([rows, null]);
});

test('what the spec says stays, and pixels are none of its columns', () => {
  const table = (columns: Readonly<Record<string, Cell>>, keys: Keys) =>
    boundedColumn.detect(tableOf(columns, 400, keys));
  const grids = [{ column: 0, step: 0.1, origin: 0 }];
  expect(table({ a: rain }, { dequantized: [0], grids, requests: { a: { bounds: [0, null] } } })).toEqual([]);
  expect(table({ a: poisson(0.5) }, { dequantized: [0], categories: [0] })).toEqual([]);
  const columns = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, j): [string, Cell] => [`p${j}`, (i) => poisson(0.5)(37 * i + j)]),
    );
  expect(table(columns(3), {})).toHaveLength(1);
  expect(table(columns(20), {})).toEqual([]);
});
