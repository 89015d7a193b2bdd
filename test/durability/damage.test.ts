/** A sample of the damage matrix. The whole: damage.full.test.ts, and `npm run prove damage`. */
import { expect, test } from 'vitest';
import { damageMatrix } from './damage-matrix.ts';

test('a damaged run gives an error or the same numbers, never others', { timeout: 300_000 }, async () => {
  const cells = await damageMatrix({
    files: (file) => /^(run|data)\.json$|step-20\.json|snapshots\/step-8/.test(file),
    damages: ['flipped', 'unreadable', 'missing'],
    commands: (command) => /^(evaluate finished$|sample|train --resume stopped)/.test(command),
  });
  expect(cells.length).toBe(60);
  expect(cells.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
});
