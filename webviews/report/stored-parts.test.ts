import { expect, test } from 'vitest';
import { chosenDirections, rowsOfValues } from './stored-parts.ts';

const directions = (['dimension', 'dimension', 'principal', 'principal', 'class'] as const).map((kind) => ({ kind }));

test('kinds of directions, and some of each kind', () => {
  expect(chosenDirections(directions, ['dimension', 'principal', 'class'], 6)).toEqual([0, 1, 2, 3, 4]);
  expect(chosenDirections(directions, ['principal'], 6)).toEqual([2, 3]);
  expect(chosenDirections(directions, ['class', 'dimension'], 1)).toEqual([0, 4]);
  expect(chosenDirections([], ['class'], 1)).toEqual([]);
});

test('their values', () => {
  const values = Uint8Array.from([0, 1, 10, 11, 20, 21]);
  expect(rowsOfValues(values, 3, [0, 2])).toEqual(Uint8Array.from([0, 1, 20, 21]));
  expect(rowsOfValues(values, 3, [])).toEqual(new Uint8Array(0));
});
