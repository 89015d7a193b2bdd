import { expect, test } from 'vitest';
import { limitLabels, planePixels, sharpCells } from './plane-values.ts';

const TABLE = Array.from({ length: 256 }, (_, i) => i + 1);
const row = (...values: readonly number[]) => ({
  values,
  width: values.length,
  height: 1,
  extent: [0, 1, 0, 1] as const,
});

test('the first row of values is at the bottom of the picture', () => {
  const plane = { ...row(0, 1, 1, 0), width: 2, height: 2 };
  expect([...planePixels({ ...plane, values: [0, 0, 1, 1] }, [0, 1], TABLE)]).toEqual([256, 256, 1, 1]);
});

test('values outside have the colors of the ends, and an undefined one has none', () => {
  const values = [Number.NEGATIVE_INFINITY, -9, -4, 0, 4, 9, Number.POSITIVE_INFINITY, Number.NaN];
  expect([...planePixels(row(...values), [-4, 4], TABLE)]).toEqual([1, 1, 1, 129, 256, 256, 256, 0]);
});

test('the ends of the color scale say that there are values outside', () => {
  expect(limitLabels(row(-4, 4, Number.NaN), [-4, 4])).toEqual(['−4', '4']);
  expect(limitLabels(row(-4.5, 4), [-4, 4])).toEqual(['≤ −4', '4']);
  expect(limitLabels(row(-4, Number.POSITIVE_INFINITY), [-4, 4])).toEqual(['−4', '≥ 4']);
});

test('a value of an axis fills its part of the picture, which no smoothing mixes with the next one', () => {
  const plane = { values: [1, 2, 3, 4, 5, 6], width: 2, height: 3, extent: [0, 1, 0, 1] as const };
  expect(sharpCells(plane).values).toBe(plane.values);
  const kinds = ['a', 'b', 'c'].map((label, value) => ({ value, label }));
  const cells = sharpCells({ ...plane, ticks: [null, kinds] });
  expect([cells.width, cells.height]).toEqual([2, 48]);
  expect([0, 1, 30, 31, 32, 33, 94, 95].map((i) => cells.values[i])).toEqual([1, 2, 1, 2, 3, 4, 5, 6]);
  expect(sharpCells({ ...plane, ticks: [kinds, null] })).toMatchObject({ width: 32, height: 3 });
});
