import { expect, test } from 'vitest';
import type { LayerFinding } from '../../statistics/findings/layer-findings.ts';
import { consequenceSentence } from './consequence-text.ts';
import { adviceText, findingPlace } from './finding-parts.ts';
import { findingText } from './finding-text.ts';

const layer = (kind: LayerFinding['kind'], over: Partial<LayerFinding> = {}) =>
  findingText({ kind, layers: [1], worst: null, limits: [], logDets: [], ...over });

test('texts contain the deciding values, where they are known', () => {
  expect(layer('inexact', { worst: 2e6 }).headline).toBe('Layer 1: inaccurate inverse, off by up to 2.0e6');
  expect(layer('inexact', { worst: 0.2951 }).headline).toContain('off by up to 0.3');
  expect(layer('inexact').headline).toBe('Layer 1: inaccurate inverse');
  expect(layer('inexact', { limits: [12] }).text).toContain('`scaleBound` is 12');
  const outside = layer('outside-bound', { layers: [0, 1, 2, 3], worst: 0.661, limits: [0.5] });
  expect(outside.headline).toBe('Layers 0–3: the spline bound ±0.5 is too small');
  expect(outside.text).toBe('Up to 66.1 % of the coordinates lie outside the bound and pass through unchanged.');
  const dead = layer('dead', { layers: [0, 3], logDets: [0.5, -1] });
  expect(dead.headline).toBe('Layers 0, 3 are dead: log|det| is the same for every row');
  expect(dead.text).toContain('(from −1.0000 to 0.5000 nats across these layers)');
  expect(layer('dead', { logDets: [0.5], limits: [2] }).text).toContain('one constant value (0.5000 nats)');
});

test('the advice for dead layers depends on why they are dead', () => {
  const advice = (over: Partial<LayerFinding>) => layer('dead', { logDets: [0.5], limits: [2], ...over }).advice;
  expect(advice({})).toContain('replace `relu` by `silu`');
  expect(advice({ activations: ['relu', 'tanh'] })).toContain('`relu`');
  expect(advice({ activations: ['tanh'] })).not.toContain('relu');
  const stuck = layer('dead', { logDets: [-2], limits: [2], activations: ['relu'] });
  expect(stuck.text).toBe('The log-scales are stuck at ±2 (`scaleBound`).');
  expect(stuck.advice + stuck.more).not.toContain('relu');
});

test('layers that cancel out: two with their terms, many with their sums', () => {
  expect(layer('cancelled', { layers: [0, 1], logDets: [4.16, -3.24] })).toMatchObject({
    headline: 'Layers 0, 1 largely cancel each other: +4.16 and −3.24 nats, no gain',
    advice: '',
  });
  const every = Array.from({ length: 12 }, (_, i) => 3 * i);
  expect(layer('cancelled', { layers: every, logDets: every.map((i) => (i % 2 === 0 ? 5 : -4)) }).headline).toBe(
    'Layers 0, 3, 6, 9, 8 more largely cancel each other: together +30.00 and −24.00 nats, no gain',
  );
});

test('consecutive layers are abbreviated as a range', () => {
  expect(findingPlace({ layers: [3] })).toBe('Layer 3');
  expect(findingPlace({ layers: [0, 1, 2, 5, 7, 8] })).toBe('Layers 0–2, 5, 7, 8');
});

test('dependent columns are named with the columns that they depend on; beyond a limit they are counted', () => {
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

test('the advice for a mismatch depends on the course of training', () => {
  const found = {
    kind: 'mismatch',
    term: 'base-mismatch',
    value: 0.5,
    expected: 0.01,
    limit: 0.11,
    later: null,
  } as const;
  expect(findingText(found)).toMatchObject({
    headline: 'Latents differ from the base distribution by 0.50 nats',
    text: 'This base mismatch is above 0.1100 nats, the limit for these rows. Sampling noise is 0.0100.',
    advice: expect.stringMatching(/^Train longer/),
    show: null,
  });
  // The weights are from before the best ones.
  expect(findingText({ ...found, later: 660 })).toMatchObject({ advice: '', show: 660 });
  expect(findingText({ ...found, term: 'base-term' }).text).toContain('This base term');
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
  expect(two.text).toMatch(/^Distinct integers: age 70, flag 1\. /);
  const same = findingText({ kind: 'integers', columns: [a, { ...a, column: 'size' }], pixelValues: null });
  expect(same.text).toMatch(/^age, size: 70 distinct integers each\. /);
  expect(findingText({ kind: 'integers', columns: [], pixelValues: 256 }).advice).toContain('dequantize');
  const one = [{ dimension: 0, column: 'x1' }];
  expect(findingText({ kind: 'copied', dimensions: one }).headline).toBe(
    'No layer transforms dimension 0 (x1) nonlinearly',
  );
  const many = findingText({ kind: 'copied', dimensions: [...one, { dimension: 3, column: null }] });
  expect(many).toMatchObject({
    headline: 'No layer transforms 2 of the dimensions nonlinearly',
    text: expect.stringMatching(/^0 \(x1\), 3\. /),
  });
});

test('worse validation is described with both steps, depending on which weights are shown', () => {
  const worse = { best: 45, newest: 2000, by: 91 } as const;
  expect(findingText({ kind: 'past-best', ...worse, shown: 'after' })).toMatchObject({
    headline: 'Validation was better at step 45',
    text: 'At step 2000 it is 91.00 nats worse.',
    show: 45,
  });
  const later = (shown: 'best' | 'before') => findingText({ kind: 'worse-later', ...worse, shown });
  expect(later('best')).toMatchObject({ headline: 'You are looking at the best step (45)', advice: '', show: null });
  expect(later('before')).toMatchObject({ headline: 'Validation gets worse after step 45', show: 45 });
  const overfit = (shown: 'best' | 'after' | null) =>
    findingText({ kind: 'overfitting', gap: 1.9, worse: shown === null ? null : { ...worse, shown } });
  expect(overfit('after')).toMatchObject({
    headline: 'Overfitting since step 45: held-out rows are 1.90 nats worse than training rows',
    show: 45,
  });
  expect(overfit('best').text).toContain(
    'You are looking at the best step (45). The latest step, 2000, is 91.00 nats worse on validation.',
  );
  expect([overfit('best').show, overfit(null).show]).toEqual([null, null]);
});

test('a run that diverged: whether the weights can be used, and what may be the cause', () => {
  const found = {
    kind: 'diverged',
    step: 152,
    shown: 80,
    best: 80,
    weights: 'best',
    limits: [],
    learningRate: 0.4,
    gradientClip: null,
  } as const;
  const best = findingText(found);
  expect(best.text).toMatch(
    /^The weights shown \(step 80, best\) are from before that and can be used\. .* 0\.4 without/,
  );
  expect(adviceText(best)).toBe('Lower learningRate (now 0.4) and train again.');
  const broken = findingText({ ...found, shown: 150, weights: 'unusable', limits: [12] });
  expect(broken.headline).toBe('Training diverged after step 152: log-scales reached the bound ±12');
  expect(broken.text).toContain('The weights shown (step 150) are unusable.');
  expect(adviceText(broken)).toBe('Show step 80 (best). Lower learningRate (now 0.4) and train again.');
  const clipped = findingText({ ...found, gradientClip: 10 });
  expect(clipped.text).not.toContain('without');
  expect(clipped.more).toContain('`gradientClip` (now 10)');
  expect(findingText({ ...found, learningRate: null, gradientClip: undefined, shown: null }).text).toBe(
    'The loss or its gradient became infinite or far too large.',
  );
});

test('findings about weights from before a divergence are not its consequences', () => {
  const found = { kind: 'diverged', step: 152, shown: 80, best: 80, limits: [], learningRate: 0.4, gradientClip: null };
  const sentence = (weights: 'best' | 'unusable') =>
    consequenceSentence({ ...found, kind: 'diverged', weights }, ['1 dead layer (3)']);
  expect(sentence('best')).toBe('Also at this step: 1 dead layer (3).');
  expect(sentence('unusable')).toBe('Probable consequence: 1 dead layer (3).');
});
