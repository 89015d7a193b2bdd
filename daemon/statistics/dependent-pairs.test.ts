import { expect, test } from 'vitest';
import { dependentPairs } from './dependent-pairs.ts';

/** Columns: u, a steep function of u that falls, something else, u with noise, a constant. */
const rows = Array.from({ length: 200 }, (_, i) => {
  const [u, v] = [Math.sin(i * 12.9898), Math.cos(i * 78.233)];
  return [u, -Math.exp(20 * u), v, u + 0.7 * v, 3];
}).flat();

test('the pair with the largest rank correlation comes first, whatever its sign and its units', () => {
  const pairs = dependentPairs(rows, 5, [0, 1, 2, 3, 4]);
  expect(pairs).toHaveLength(10);
  expect(pairs[0]).toEqual([0, 1]);
  expect(pairs.slice(1, 3)).toEqual(
    expect.arrayContaining([
      [0, 3],
      [1, 3],
    ]),
  );
  // A constant depends on nothing.
  expect(pairs.slice(-4).every((pair) => pair.includes(4))).toBe(true);
  expect(dependentPairs(rows, 5, [2, 3])).toEqual([[2, 3]]);
  expect(dependentPairs(rows, 5, [2])).toEqual([]);
});

test('one far row does not make a pair', () => {
  const pairs = dependentPairs([...rows, 1e9, 0, 1e9, 0, 0], 5, [0, 2, 3]);
  expect(pairs.at(-1)).toEqual([0, 2]);
});
