import { expect, test } from 'vitest';
import { largestDeviation, pixelSpread, spreadImages } from './pixel-spread.ts';

test('mean and deviation of each pixel over some of the samples', () => {
  // Three samples of two pixels; the first is not in the group.
  const values = Uint8Array.of(99, 99, 10, 40, 30, 40);
  const spread = pixelSpread(values, 2, 1, 2);
  expect([...spread.mean]).toEqual([20, 40]);
  expect([...spread.deviation]).toEqual([10, 0]);
  expect(largestDeviation([spread])).toBe(10);
  const images = spreadImages([spread], { height: 1, width: 2, channels: 1 }, 20);
  expect(images).toMatchObject({ n: 2, height: 1, width: 2 });
  expect([...(images.pixels as Uint8ClampedArray)]).toEqual([20, 40, 128, 0]);
});

test('equal samples have no deviation, and are not stretched to white', () => {
  expect(largestDeviation([pixelSpread(Uint8Array.of(7, 7, 7, 7), 2, 0, 2)])).toBe(1);
});
