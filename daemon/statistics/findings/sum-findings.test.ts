import { expect, test } from 'vitest';
import type { Worsened } from './facts.ts';
import { mismatch, overfitting, type SummedUp, worseThanGaussian } from './sum-findings.ts';

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
const WORSE = { best: 45, newest: 800, by: 3, shown: 'after' } as const;
const sumFindings = (found: SummedUp, worse: Worsened | null = null, later: number | null = null) => [
  ...(overfitting(found, worse) ?? []),
  ...(mismatch(found, later) ?? []),
];
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
  expect(sumFindings(overfit, WORSE)).toEqual([
    { kind: 'overfitting', gap: 130, worse: WORSE },
    { kind: 'mismatch-held-out', term: 'base-mismatch', value: 164, training: 0.6 },
  ]);
});

test('a gap counts if it matters and is no chance', () => {
  expect(kinds({ generalizationGap: { mean: 0.3, se: 0.05 } })).toEqual(['overfitting']);
  expect(kinds({ generalizationGap: { mean: 0.3, se: 0.2 } })).toEqual([]);
  expect(sumFindings(summed({ generalizationGap: { mean: 0.3, se: 0.2 } }), WORSE)).toHaveLength(1);
  expect(kinds({ generalizationGap: { mean: 0.09, se: 0.001 } })).toEqual([]);
  expect(kinds({ generalizationGap: { mean: null, se: null } })).toEqual([]);
});

test('a mismatch is compared with what is expected', () => {
  expect(kinds({ lastTerm: term(0.2) })).toEqual(['mismatch-held-out']);
  expect(kinds({ lastTerm: term(0.2), training: { n: 1000, lastTerm: term(0.2) } })).toEqual(['mismatch']);
  expect(kinds({ lastTerm: term(0.2), training: undefined })).toEqual(['mismatch']);
  const found = summed({ lastTerm: term(0.2), training: undefined });
  expect(sumFindings(found, null, 660)).toEqual([
    { kind: 'mismatch', term: 'base-mismatch', value: 0.2, expected: 0.01, limit: 0.11, later: 660 },
  ]);
  expect(kinds({ lastTerm: term(0.2, 0.15) })).toEqual([]);
  expect(kinds({ lastTerm: term(null) })).toEqual([]);
  expect(kinds({ lastTerm: term(5, null) })).toEqual([]);
  // With 20 rows, chance alone reaches 0.2.
  expect(kinds({ n: 20, lastTerm: term(0.3, 0.13) })).toEqual([]);
});

test('an NLL is worse than that of a Gaussian if chance, and the fit to the same rows, do not explain it', () => {
  const found = (nll: number, n: number, over: object = {}) =>
    worseThanGaussian(
      summed({ n, total: { mean: -nll, std: 1 }, ...{ gaussianNll: 1.9, covariance: 'full', ...over } }),
      null,
    );
  expect(found(2.18, 1000)).toEqual([{ kind: 'worse-than-gaussian', nll: 2.18, gaussian: 1.9, later: null }]);
  expect(found(1.89, 1000)).toEqual([]);
  expect(found(2.0, 1000)).toEqual([]);
  expect(found(2.0, 4096)).toHaveLength(1);
  // A Gaussian that is fitted to 300 rows in 30 dimensions seems better by 0.1 with diagonal, by 0.8 with full covariances.
  const wide = { dimension: 30, gaussianNll: 42 };
  expect(found(43, 300, wide)).toEqual([]);
  expect(found(43, 300, { ...wide, covariance: 'diagonal' })).toHaveLength(1);
  expect(found(2.18, 1000, { gaussianNll: null })).toBeNull();
  expect(worseThanGaussian(summed(), null)).toBeNull();
});
