import { expect, test } from 'vitest';
import { rankShape } from './rank-shape.ts';

test.each([
  ['higher', [0, 5, 10, 25]],
  ['lower', [30, 8, 6, 4]],
  ['more-spread', [20, 4, 3, 21]],
  ['less-spread', [2, 20, 22, 3]],
] as const)('the rows are %s', (shape, counts) => {
  expect(rankShape({ counts, p: 1e-4 }, 1)).toBe(shape);
  expect(rankShape({ counts, p: 1e-4 }, 600)).toBeNull();
  expect(rankShape({ counts, p: null }, 1)).toBeNull();
});
