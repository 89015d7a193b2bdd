import { expect, test } from 'vitest';
import { editDistance, suggest } from './suggest.ts';

test('distance counts insertions, deletions, substitutions and swaps', () => {
  expect(editDistance('mask', 'mask')).toBe(0);
  expect(editDistance('maks', 'mask')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
});

test('near words are suggested, far ones are not', () => {
  expect(suggest('afine-coupling', ['additive-coupling', 'affine-coupling'])).toBe('affine-coupling');
  expect(suggest('LearningRate', ['learningRate'])).toBe('learningRate');
  expect(suggest('check', ['checkerboard', 'channel'])).toBe('checkerboard');
  expect(suggest('zebra', ['affine', 'linear'])).toBeNull();
  expect(suggest('', ['a'])).toBeNull();
});
