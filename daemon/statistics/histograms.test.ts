import { expect, test } from 'vitest';
import { bulkHistograms, isConstant, momentsOf } from './histograms.ts';

test('counts every finite value once, the largest in the last bin', () => {
  const values = Float32Array.of(0, 5, 1, 5, 2, 5, 4, Number.NaN, 4, Infinity);
  const { counts, low, high } = bulkHistograms(values, 2, 4);
  expect([...low, ...high]).toEqual([0, 4.5, 4, 5.5]);
  expect([...counts.subarray(0, 4)]).toEqual([1, 1, 1, 2]);
  expect([...counts.subarray(4)]).toEqual([0, 0, 3, 0]);
});

test('outliers are counted, and do not decide where the bins end', () => {
  // Two columns: 0 … 999 with three outliers, and a constant with one.
  const column = [...Array.from({ length: 1000 }, (_, i) => i), -1e6, 1e6, 2e6];
  const values = Float64Array.from(column.flatMap((value, i) => [value, i === 7 ? 9 : 4]));
  const { counts, low, high, outside, extremes } = bulkHistograms(values, 2, 10);
  // The quantiles are 4 and 996, and a quarter of their distance on either side is beyond 0 and 999: only outliers are farther.
  expect([low[0], high[0]]).toEqual([4 - 992 / 4, 996 + 992 / 4]);
  expect([...outside]).toEqual([1, 2, 0, 0]);
  expect([...extremes]).toEqual([-1e6, 2e6, 4, 9]);
  expect(counts.subarray(0, 10).reduce((sum, count) => sum + count, 0)).toBe(1000);
  expect(Math.max(...counts.subarray(0, 10))).toBeLessThan(160);
  // Nearly all values of the second column are the same, so its bins hold all of them.
  expect([low[1], high[1], counts[10], counts[19]]).toEqual([4, 9, 1002, 1]);
});

test('moments of columns', () => {
  const { mean, std } = momentsOf(Float32Array.of(1, 10, 3, 10, 5, 10), 2);
  expect([...mean]).toEqual([3, 10]);
  expect(std[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(std[1]).toBe(0);
});

test('values that differ by rounding only are constant', () => {
  const { mean, std } = momentsOf(
    Float32Array.from({ length: 3000 }, () => Math.LN2),
    1,
  );
  expect(isConstant(mean[0]!, std[0]!)).toBe(true);
  expect([isConstant(0, 0), isConstant(1000, 1e-5), isConstant(1, 1e-4), isConstant(0, Number.NaN)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([isConstant(0.001, 1e-7), isConstant(0.001, 1e-7, 1e-6)]).toEqual([false, true]);
});

test('moments are those of the finite values of each column', () => {
  const values = Float32Array.of(1, Number.NaN, Infinity, Number.NaN, 5, -Infinity);
  expect(momentsOf(values, 2)).toEqual({ mean: Float64Array.of(3, Number.NaN), std: Float64Array.of(2, Number.NaN) });
});
