import { expect, test } from 'vitest';
import { deviationPixels, largestDeviation, pixelSpread } from './pixel-spread.ts';

test('mean and deviation of each pixel over some of the samples', () => {
  // Three samples of two pixels; the first is not in the group.
  const values = Uint8Array.of(99, 99, 10, 40, 30, 40);
  const spread = pixelSpread(values, 2, 1, 2);
  expect([...spread.mean]).toEqual([20, 40]);
  expect([...spread.deviation]).toEqual([10, 0]);
  expect(largestDeviation([spread])).toBe(10);
  expect([...deviationPixels(spread, 20)]).toEqual([127.5, 0]);
});

test('equal samples have a deviation of 0, which is not scaled to white', () => {
  expect(largestDeviation([pixelSpread(Uint8Array.of(7, 7, 7, 7), 2, 0, 2)])).toBe(1);
});
