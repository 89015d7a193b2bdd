import { expect, test } from 'vitest';
import type { LayerFinding } from '../../statistics/findings/layer-findings.ts';
import { findingPlace } from './finding-parts.ts';
import { findingText } from './finding-text.ts';

const layer = (kind: LayerFinding['kind'], over: Partial<LayerFinding> = {}) =>
  findingText({ kind, layers: [1], worst: null, limits: [], logDets: null, ...over });

test('the deciding values are said, where they are known', () => {
  expect(layer('inexact', { worst: 2e6 }).headline).toBe('Layer 1: inaccurate inverse, off by up to 2.0e6');
  expect(layer('inexact', { worst: 0.2951 }).headline).toContain('off by up to 0.3');
  expect(layer('inexact').headline).toBe('Layer 1: inaccurate inverse');
  expect(layer('inexact', { limits: [12] }).text).toContain('scaleBound is 12');
  const outside = layer('outside-bound', { layers: [0, 1, 2, 3], worst: 0.661, limits: [0.5] });
  expect(outside.headline).toBe('Layers 0–3: up to 66.1 % of the coordinates are outside the bound of the spline');
  expect(outside.text).toContain('±0.5');
  expect(layer('dead', { logDets: [-2, -2], limits: [2] }).text).toMatch(/−2\.0000 nats .* ±2 \(scaleBound\)/);
  expect(layer('dead', { logDets: [0.5, 0.5], limits: [2] }).text).not.toContain('scaleBound');
  expect(layer('dead', { logDets: [-1, 0.5] }).text).toContain('−1.0000 to 0.5000 nats');
});

test('layers in a row are said shortly', () => {
  expect(findingPlace({ layers: [3] })).toBe('Layer 3');
  expect(findingPlace({ layers: [0, 1, 2, 5, 7, 8] })).toBe('Layers 0–2, 5, 7, 8');
});

test('dependent columns are named with what they depend on; of many, the rest is counted', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f'];
  const columns = [
    { column: 'total', on: ['a', 'b'] },
    { column: 'k', on: [] },
    { column: 'x', on: all },
  ];
  expect(findingText({ kind: 'dependent-columns', columns }).text).toContain(
    'total is a linear function of a, b; k is constant in these rows; x is a linear function of a, b, c, d, 2 more columns.',
  );
});

test('a mismatch is advised on by what training did', () => {
  const found = { kind: 'mismatch', term: 'base-mismatch', value: 0.5, expected: 0.01, since: null } as const;
  expect(findingText(found)).toMatchObject({
    headline: 'The latents do not follow the base: base mismatch of 0.50 nats',
    advice: expect.stringMatching(/^Train longer/),
  });
  expect(findingText({ ...found, since: 660 }).advice).toContain('since step 660: use the best checkpoint');
  expect(findingText({ ...found, term: 'base-term' }).headline).toContain('base term of');
});

test('columns and dimensions are named', () => {
  const [a, b] = [
    { column: 'age', distinct: 70 },
    { column: 'flag', distinct: 1 },
  ];
  expect(findingText({ kind: 'integers', columns: [a], pixelValues: null }).headline).toMatch(
    /^Column age has integers/,
  );
  const two = findingText({ kind: 'integers', columns: [a, b], pixelValues: null });
  expect(two.headline).toMatch(/^2 columns have integers/);
  expect(two.text).toMatch(/^age takes 70 values, flag takes 1 value\. /);
  expect(findingText({ kind: 'integers', columns: [], pixelValues: 256 }).advice).toContain('dequantize');
  const one = [{ dimension: 0, column: 'x1' }];
  expect(findingText({ kind: 'copied', dimensions: one }).headline).toBe(
    'Dimension 0 (x1) passes unchanged through all layers',
  );
  const many = findingText({ kind: 'copied', dimensions: [...one, { dimension: 3, column: null }] });
  expect(many).toMatchObject({
    headline: '2 dimensions pass unchanged through all layers',
    text: expect.stringMatching(/^0 \(x1\), 3\. /),
  });
});

test('what became worse is said with both steps', () => {
  const found = { best: 45, newest: 2000, by: 91 } as const;
  expect(findingText({ kind: 'past-best', ...found })).toMatchObject({
    headline: 'Validation was better at step 45',
    text: 'At step 2000 it is 91.00 nats worse.',
  });
  expect(findingText({ kind: 'worse-later', ...found }).headline).toBe('Validation gets worse after step 45');
  expect(findingText({ kind: 'overfitting', gap: 1.9, since: 45 }).headline).toBe(
    'Overfitting since step 45: held-out rows are 1.90 nats worse than training rows',
  );
  expect(findingText({ kind: 'overfitting', gap: 1.9, since: 45 }).advice).toContain('best checkpoint');
  expect(findingText({ kind: 'overfitting', gap: 1.9, since: null }).advice).not.toContain('checkpoint');
  expect(findingText({ kind: 'diverged', step: 80, shown: 50 }).text).toContain('weights of step 50');
});
