import { expect, test } from 'vitest';
import { categoryShares } from './category-shares.ts';

test('categories have their shares, the most frequent first, and only some of many', () => {
  expect(categoryShares([0, 2, 2, 2, 1, 2, 0, 9, Number.NaN], ['a', 'b', 'c'])).toBe('c 57 %, a 29 %, b 14 %');
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const values = names.flatMap((_, rank) => new Array<number>(20 - rank).fill(rank));
  expect(categoryShares(values, names)).toBe('a 19 %, b 18 %, c 17 %, d 16 %, …');
  expect(categoryShares([...new Array<number>(99).fill(0), 1], names)).toBe('a 99 %, b 1.0 %');
  expect(categoryShares([], names)).toBe('–');
});
