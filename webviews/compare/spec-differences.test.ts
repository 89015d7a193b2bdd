import { expect, test } from 'vitest';
import { specDifferences } from './spec-differences.ts';

test('differences have a path; comments and layout do not count', () => {
  const one = '{ "name": "a", "layers": [{ "type": "actnorm" }, { "type": "flip" }], "training": { "steps": 10 } }';
  const other =
    '{\n// changed\n"name": "a", "training": { "steps": 20, "seed": 1 }, "layers": [{ "type": "actnorm" }] }';
  expect(specDifferences(one, one.replaceAll(' ', '\n'))).toEqual([]);
  expect(specDifferences(one, other)).toEqual([
    'layers[1]: {"type":"flip"} → (absent)',
    'training.steps: 10 → 20',
    'training.seed: (absent) → 1',
  ]);
});
