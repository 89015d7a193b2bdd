import { expect, test } from 'vitest';
import { distantRows } from './distant-rows.ts';

test('the two rows at the ends of the data, whatever the units of a column are', () => {
  expect(distantRows([0, 0, 1, 1, -5, -5, 2, 2, 6, 6], 2)).toEqual([2, 4]);
  // The second column has the larger numbers, but the first one tells the rows apart.
  expect(distantRows([0, 1000, 0, 1001, 9, 1000, 0, 1001], 2)).toEqual([1, 2]);
  expect(distantRows([0, 1000, 0, 1020, 9, 1000, 0, 1021], 2, true)).toEqual([2, 3]);
});

test('rows that are all the same, few rows, and numbers that are none', () => {
  expect(distantRows([3, 3, 3, 3], 2)).toEqual([0, 1]);
  expect(distantRows([3, 3], 2)).toBeNull();
  expect(distantRows([], 2)).toBeNull();
  expect(distantRows([0, Number.NaN, 1, 0, 5, 0], 2)).toEqual([0, 2]);
});

test('only the first rows are compared', () => {
  const rows = Array.from({ length: 100 }, (_, i) => (i === 80 ? 1e6 : i));
  expect(distantRows(rows, 1)).toEqual([0, 63]);
});
