import { expect, test } from 'vitest';
import { damageMatrix } from './damage-matrix.ts';

test('every file, damage and command: an error or the same numbers', { timeout: 900_000 }, async () => {
  const cells = await damageMatrix({ places: [0.1, 0.5, 0.9] });
  expect(cells.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
});
