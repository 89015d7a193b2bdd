import { expect, test } from 'vitest';
import { pointsAt } from './coordinate-table.ts';

test('selects the points at some positions, with all their coordinates', () => {
  expect(pointsAt([0, 1, 10, 11, 20, 21, 30, 31], 2, [0, 3])).toEqual([0, 1, 30, 31]);
});
