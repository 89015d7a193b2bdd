import { expect, test } from 'vitest';
import { trainedSeconds } from './compare-data.ts';

test('the time of all attempts: each counts from zero', () => {
  expect(trainedSeconds([1, 5, 9, 2, 4])).toBe(13);
  expect(trainedSeconds([3])).toBe(3);
  expect(trainedSeconds([])).toBeNull();
});
