import { expect, test } from 'vitest';
import { seriesPart } from './series-part.ts';

test('the buckets of the steps that are asked for, without the empty ones', () => {
  const empty = Array(4).fill(Number.NaN);
  const values = Float64Array.from([1, 0, 2, 1, ...empty, 10, 3, 5, 4, 20, 6, 8, 7]);
  expect(seriesPart(values, 0, 100)).toEqual({
    count: 3,
    rows: Float64Array.from([1, 0, 2, 1, 10, 3, 5, 4, 20, 6, 8, 7]),
  });
  expect(seriesPart(values, 5, 10)).toEqual({ count: 1, rows: Float64Array.from([10, 3, 5, 4]) });
  expect(seriesPart(values, 11, 19)).toEqual({ count: 0, rows: new Float64Array(0) });
});
