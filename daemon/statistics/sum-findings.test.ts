import { expect, test } from 'vitest';
import { isOverfit, type SummedUp, sumFindings, worseSince } from './sum-findings.ts';

const term = (value: number | null, expected: number | null = 0.01) =>
  ({ kind: 'base-mismatch', value, covariance: 'full', expected }) as const;
const summed = (over: Partial<SummedUp> = {}): SummedUp => ({
  n: 1000,
  dimension: 2,
  total: {},
  lastTerm: term(0.02),
  dependentColumns: [],
  training: { n: 1000, lastTerm: term(0.01) },
  generalizationGap: { mean: 0.02, se: 0.02 },
  ...over,
});
const kinds = (over: Partial<SummedUp>) => sumFindings(summed(over)).map(({ kind }) => kind);

test('nothing is found in a healthy sum, or in answers of older daemons', () => {
  expect(sumFindings(summed())).toEqual([]);
  expect(sumFindings({ n: 1000, total: {} })).toEqual([]);
  expect(sumFindings({ n: 1000, dimension: 2, total: {} })).toEqual([]);
});

test('an overfit table: the gap, and a mismatch of the held-out rows only', () => {
  const overfit = summed({
    n: 300,
    dimension: 30,
    lastTerm: { ...term(164, 0.1), covariance: 'diagonal' },
    training: { n: 300, lastTerm: { ...term(0.6, 0.1), covariance: 'diagonal' } },
    generalizationGap: { mean: 130, se: 12 },
  });
  expect(sumFindings(overfit, 45)).toEqual([
    { kind: 'overfitting', gap: 130, since: 45 },
    { kind: 'mismatch-held-out', term: 'base-mismatch', value: 164, training: 0.6 },
  ]);
});

test('a gap counts if it matters and is no chance', () => {
  expect(kinds({ generalizationGap: { mean: 0.3, se: 0.05 } })).toEqual(['overfitting']);
  expect(kinds({ generalizationGap: { mean: 0.3, se: 0.2 } })).toEqual([]);
  expect(sumFindings(summed({ generalizationGap: { mean: 0.3, se: 0.2 } }), 40)).toHaveLength(1);
  expect(kinds({ generalizationGap: { mean: 0.09, se: 0.001 } })).toEqual([]);
  expect(kinds({ generalizationGap: { mean: null, se: null } })).toEqual([]);
});

test('a mismatch is compared with what is expected', () => {
  expect(kinds({ lastTerm: term(0.2) })).toEqual(['mismatch-held-out']);
  expect(kinds({ lastTerm: term(0.2), training: { n: 1000, lastTerm: term(0.2) } })).toEqual(['mismatch']);
  expect(kinds({ lastTerm: term(0.2), training: undefined })).toEqual(['mismatch']);
  // The advice is another one after training has got worse.
  const worse = summed({ lastTerm: term(0.2), training: undefined });
  expect(sumFindings(worse, 660)).toEqual([
    { kind: 'mismatch', term: 'base-mismatch', value: 0.2, expected: 0.01, since: 660 },
  ]);
  expect(kinds({ lastTerm: term(0.2, 0.15) })).toEqual([]);
  expect(kinds({ lastTerm: term(null) })).toEqual([]);
  expect(kinds({ lastTerm: term(5, null) })).toEqual([]);
  // With 20 rows, chance alone reaches 0.2.
  expect(kinds({ n: 20, lastTerm: term(0.3, 0.13) })).toEqual([]);
});

test('validation is worse since the best one, if the newest is worse by more than its error', () => {
  const best = { nll: 40, se: 1, step: 45 };
  expect(worseSince(best, { nll: 131, se: 9, step: 2000 })).toBe(45);
  expect(worseSince(best, { nll: 41, se: 1, step: 2000 })).toBeNull();
  expect(worseSince(best, { ...best })).toBeNull();
  expect(worseSince(best, { nll: null, step: 50 })).toBeNull();
  expect(worseSince(null, null)).toBeNull();
  // A noisy training is no overfitting.
  expect([isOverfit({ mean: -0.01, se: 0.014 }), isOverfit({ mean: 3.2, se: 0.4 })]).toEqual([false, true]);
  expect(isOverfit({ mean: null, se: null })).toBe(false);
});
