import { expect, test } from 'vitest';
import { elideMiddle, nameParts, shortName } from './elide-middle.ts';

const byLetters = (text: string) => text.length;

test('what is cut is in the middle, and the repeat index stays', () => {
  expect(elideMiddle('3  affine-coupling [1]', 22, byLetters)).toBe('3  affine-coupling [1]');
  expect(elideMiddle('3  affine-coupling [1]', 16, byLetters)).toBe('3  affi…ling [1]');
  expect(elideMiddle('actnorm', 5, byLetters)).toBe('act…m');
  expect(elideMiddle('affine-coupling [10,2]', 3, byLetters)).toBe('… [10,2]');
});

test.each([4, 7, 10, 14, 18, 21])('in room for %d letters', (room) => {
  const text = elideMiddle('12  spline-coupling [3]', room, byLetters);
  expect(text).toMatch(/… ?.*\[3\]$/);
  if (room >= 7) expect(text.length).toBeLessThanOrEqual(room);
});

test('the end of a name stays with its repeat index', () => {
  expect(nameParts('3  affine-coupling [1]')).toEqual(['3  affine-coup', 'ling [1]']);
  expect(nameParts('x')).toEqual(['', 'x']);
});

test('a name beside others is short, with its beginning and its end', () => {
  expect(shortName('age')).toBe('age');
  const long = shortName('price_of_the_product_in_euros_including_all_taxes_2024');
  expect(long).toMatch(/^price_of_.*….*_2024$/);
  expect(long.length).toBeLessThanOrEqual(26);
});
