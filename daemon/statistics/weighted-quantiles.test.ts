import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { weightedMiddles, weightedOrderStatistics, weightedQuantiles } from './weighted-quantiles.ts';

const SHARES = [0, 0.16, 0.5, 0.84, 1];

test('with equal weights, quantiles are those of the values alone', () => {
  const values = [5, 1, 4, 2, 3];
  const found = weightedQuantiles(values, [2, 2, 2, 2, 2], SHARES);
  for (const [i, share] of SHARES.entries()) expect(found[i]).toBeCloseTo(1 + 4 * share, 12);
});

test('weights move them, and a row without weight counts for nothing', () => {
  const values = Array.from({ length: 4001 }, (_, i) => i / 4000);
  // A density of 2x has the quantiles √p. The places are off by at most one row.
  const found = weightedQuantiles(values, values, SHARES);
  for (const [i, share] of SHARES.entries()) expect(Math.abs(found[i]! - Math.sqrt(share))).toBeLessThan(1e-3);
  expect(weightedQuantiles([9, 1, 2], [0, 1, 1], [0, 0.5, 1])).toEqual([1, 1.5, 2]);
  expect(weightedQuantiles([7], [3], [0.2])).toEqual([7]);
  expect(weightedQuantiles([7], [0], [0.2])).toEqual([Number.NaN]);
});

test('order statistics with whole weights are those of repeated values', () => {
  const random = randomStream(4, 'order statistics');
  const values = Array.from({ length: 300 }, () => random.normal());
  const weights = values.map((_, i) => i % 4);
  const repeated = Float64Array.from(values.flatMap((value, i) => new Array<number>(weights[i]!).fill(value))).sort();
  const shares = [0.0005, 0.1, 0.25, 0.5, 0.9995, 1];
  const wanted = shares.map((share) => repeated[Math.ceil(share * repeated.length - 1e-9) - 1]);
  expect(weightedOrderStatistics(values, weights, shares)).toEqual(wanted);
  expect(
    weightedOrderStatistics(
      values,
      values.map(() => 0),
      [0.5],
    ),
  ).toEqual([Number.NaN]);
});

test('in the middle of their weights, values are at (i + ½)/n', () => {
  expect(weightedMiddles([3, 1, 2], [5, 5, 5], [1 / 6, 1 / 3, 1 / 2, 1])).toEqual([1, 1.5, 2, 3]);
});
