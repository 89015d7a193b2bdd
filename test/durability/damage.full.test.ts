import { expect, test } from 'vitest';
import { damageMatrix } from './damage-matrix.ts';

test('every file, damage and command: an error or the same numbers', { timeout: 900_000 }, async () => {
  const cells = await damageMatrix({ flips: 8 });
  expect(cells.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
});
