import { expect, test } from 'vitest';
import { integerColumnsOf } from './column-facts.ts';

test('columns of whole numbers, with how many there are', () => {
  expect(integerColumnsOf(Float64Array.of(1, 0.5, 3, 2, 1, 7), ['a', 'b'])).toEqual([
    { index: 0, name: 'a', distinct: 2 },
  ]);
});

test('numbers beyond 2⁵³ are whole because float64 has no others there: not reported', () => {
  expect(integerColumnsOf(Float64Array.of(2.5e38, -1e20, 1e17), ['a'])).toEqual([]);
  expect(integerColumnsOf(Float64Array.of(2 ** 53 - 1, 0), ['a'])).toHaveLength(1);
});
