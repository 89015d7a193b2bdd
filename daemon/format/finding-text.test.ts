import { expect, test } from 'vitest';
import { findingPlace, findingText } from './finding-text.ts';

test('the largest figure is said, where it is one', () => {
  expect(findingText({ kind: 'inexact', layers: [1], worst: 2e6 }).text).toContain('off by up to 2.0e6:');
  expect(findingText({ kind: 'inexact', layers: [1], worst: null }).text).toContain('Inaccurate inverse: ');
  expect(findingText({ kind: 'outside-bound', layers: [1], worst: 0.406 }).text).toContain('40.6 %');
});

test('layers in a row are said shortly', () => {
  expect(findingPlace({ layers: [3] })).toBe('Layer 3');
  expect(findingPlace({ layers: [0, 1, 2, 5, 7, 8] })).toBe('Layers 0–2, 5, 7, 8');
});
