import { expect, test } from 'vitest';
import type { LayerFinding } from '../statistics/layer-findings.ts';
import type { SumFinding } from '../statistics/sum-findings.ts';
import { namedFinding } from './finding-text.ts';

const ofLayers = (finding: LayerFinding) => namedFinding({ about: 'layers', finding });
const ofSum = (finding: SumFinding) => namedFinding({ about: 'sum', finding });

test('the largest figure is said, where it is one', () => {
  expect(ofLayers({ kind: 'inexact', layers: [1], worst: 2e6 }).text).toContain('off by up to 2.0e6:');
  expect(ofLayers({ kind: 'inexact', layers: [1], worst: null }).text).toContain('Inaccurate inverse: ');
  expect(ofLayers({ kind: 'outside-bound', layers: [1], worst: 0.406 }).text).toContain('40.6 %');
});

test('layers in a row are said shortly', () => {
  expect(ofLayers({ kind: 'dead', layers: [3], worst: null }).name).toBe('Layer 3');
  expect(ofLayers({ kind: 'dead', layers: [0, 1, 2, 5, 7, 8], worst: null }).name).toBe('Layers 0–2, 5, 7, 8');
});

test('dependent columns are named with what they depend on; of many, the rest is counted', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f'];
  const columns = [
    { column: 'total', on: ['a', 'b'] },
    { column: 'k', on: [] },
    { column: 'x', on: all },
  ];
  const { name, text } = ofSum({ kind: 'dependent-columns', columns });
  expect(`${name}: ${text}`).toContain(
    'Dependent columns: total is a linear function of a, b; k is constant in these rows; x is a linear function of a, b, c, d, 2 more columns.',
  );
});

test('a mismatch is advised on by what training did', () => {
  const found = { kind: 'mismatch', term: 'base-mismatch', value: 0.5, expected: 0.01, since: null } as const;
  expect(ofSum(found)).toMatchObject({
    name: 'Base mismatch',
    advice: expect.stringMatching(/^Train longer/),
  });
  expect(ofSum({ ...found, since: 660 }).advice).toContain('since step 660: use the best checkpoint');
  expect(ofSum({ ...found, term: 'base-term' }).name).toBe('Base term');
});
