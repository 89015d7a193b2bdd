import { expect, test } from 'vitest';
import { histograms, momentsOf } from './histograms.ts';

test('counts every finite value once, the largest in the last bin', () => {
  const values = Float32Array.of(0, 5, 1, 5, 2, 5, 4, Number.NaN, 4, Infinity);
  const { counts, low, high } = histograms(values, 2, 4);
  expect([...low, ...high]).toEqual([0, 4.5, 4, 5.5]);
  expect([...counts.subarray(0, 4)]).toEqual([1, 1, 1, 2]);
  expect([...counts.subarray(4)]).toEqual([0, 0, 3, 0]);
});

test('moments of columns', () => {
  const { mean, std } = momentsOf(Float32Array.of(1, 10, 3, 10, 5, 10), 2);
  expect([...mean]).toEqual([3, 10]);
  expect(std[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(std[1]).toBe(0);
});

test('moments are those of the finite values of each column', () => {
  const values = Float32Array.of(1, Number.NaN, Infinity, Number.NaN, 5, -Infinity);
  expect(momentsOf(values, 2)).toEqual({ mean: Float64Array.of(3, Number.NaN), std: Float64Array.of(2, Number.NaN) });
});
