import { expect, test } from 'vitest';
import { settledFrom, valuesFrom } from './curves.ts';

test('the range of y follows the last nine tenths of the steps', () => {
  const xs = Array.from({ length: 11 }, (_, i) => 100 * i);
  const loss = xs.map((x) => (x === 0 ? 500 : 2 - x / 1000));
  const validation = xs.map((x) => (x % 500 === 0 && x > 0 ? 2.5 : null));
  const from = settledFrom({ from: 0, to: 1000 });
  expect(from).toBe(100);
  expect(valuesFrom([xs, loss, validation], from)).toEqual([1, 2.5]);
  expect(valuesFrom([xs, loss], 0)).toEqual([1, 500]);
});

test('without a value there, there is no range', () => {
  expect(
    valuesFrom(
      [
        [0, 1],
        [3, null],
      ],
      1,
    ),
  ).toBe(null);
  expect(valuesFrom([[]], 0)).toBe(null);
});
