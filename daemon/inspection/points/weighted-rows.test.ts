import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { notableRows, shownRows, thinnedRows, weightedRows } from './weighted-rows.ts';

const random = () => randomStream(3, 'weighted');

test('as long as there are not too many, all rows with a weight are taken as they are', () => {
  const weights = Float64Array.of(0.5, 0, 2, 1);
  expect(weightedRows({ count: 4, weights }, 3, random())).toEqual({
    rows: Uint32Array.of(0, 2, 3),
    weights: Float64Array.of(0.5, 2, 1),
  });
  expect(weightedRows({ count: 3 }, 5, random())).toEqual({ rows: Uint32Array.of(0, 1, 2) });
});

test('of many rows, the heavy ones are kept, and the others stand for all of their kind', () => {
  const count = 4000;
  const weights = Float64Array.from({ length: count }, (_, row) => (row === 7 ? 500 : 0.1 + (row % 10) / 10));
  const { rows, weights: kept } = weightedRows({ count, weights }, 400, random());
  expect(Math.abs(rows.length - 400)).toBeLessThan(60);
  expect(kept![rows.indexOf(7)]).toBe(500);
  expect(new Set(rows).size).toBe(rows.length);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  expect(sum(kept!) / sum(weights)).toBeCloseTo(1, 1);
  const ofKind = (own: ArrayLike<number>, of: Float64Array) =>
    of.reduce((total, weight, i) => total + (own[i]! % 10 === 9 ? weight : 0), 0);
  expect(ofKind(rows, kept!) / ofKind(Uint32Array.from(weights.keys()), weights)).toBeCloseTo(1, 1);
});

test('rows that comparisons use are drawn in proportion to their weights, none twice', () => {
  const weights = Float64Array.from({ length: 200 }, (_, row) => (row % 4) / 2);
  const times = new Float64Array(200);
  for (let seed = 0; seed < 300; seed++) {
    const rows = thinnedRows({ count: 200, weights }, 1000, randomStream(seed, 'thinned'));
    expect(new Set(rows).size).toBe(rows.length);
    for (const row of rows) times[row]!++;
  }
  const of = (kind: number) => times.reduce((sum, own, row) => sum + (row % 4 === kind ? own : 0), 0) / (50 * 300);
  expect(of(0)).toBe(0);
  expect(of(1) / of(3)).toBeCloseTo(1 / 3, 1);
  expect(of(2) / of(3)).toBeCloseTo(2 / 3, 1);
});

test('the rows behind samples are spread over a file in the order of its weights', () => {
  const count = 2000;
  const weights = Float64Array.from({ length: count }, (_, row) => Math.exp((row - count) / 100));
  const { rows, weights: own } = shownRows({ count, weights }, 300);
  expect(rows.at(-1)).toBe(count - 1);
  expect(effectiveSampleSize(own!)).toBeGreaterThan(0.9 * effectiveSampleSize(weights));
  expect(notableRows({ count, weights })[0]).toBeGreaterThan(1000);
  expect(shownRows({ count }, 3).rows).toEqual(Uint32Array.of(0, 1, 2));
});
