import { expect, test } from 'vitest';
import { placeColors, placePalette } from './place-colors.ts';

test('points in one direction have one hue, opposite ones do not, and far ones more chroma', () => {
  const points = [1, 0, 3, 0, -1, 0, -3, 0, 0, 2, 0, -2];
  const { bins } = placeColors(points);
  const [near, far, left, farLeft, up, down] = Array.from(bins);
  expect(far! % 24).toBe(near! % 24);
  expect(far! - near!).toBeGreaterThan(0);
  expect(farLeft! % 24).toBe((far! + 12) % 24);
  expect(left! % 24).toBe(farLeft! % 24);
  expect(new Set([far! % 24, farLeft! % 24, up! % 24, down! % 24]).size).toBe(4);
});

test('the order is by color, and has every point once', () => {
  const points = Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
  const { bins, order } = placeColors(points);
  const sorted = Array.from(order, (i) => bins[i]!);
  expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
  expect(new Set(order).size).toBe(100);
  expect(Math.max(...bins)).toBeLessThan(placePalette(true).length);
});

test('the middle and what is no number have a color, too', () => {
  expect(Array.from(placeColors([0, 0, 0, 0]).bins)).toEqual([0, 0]);
  expect(placeColors([Number.NaN, 1, Infinity, 0, 1, 1]).bins[0]).toBe(0);
  expect(placePalette(false)[0]).toMatch(/^rgb\(\d+ \d+ \d+\)$/);
});
