import { expect, test } from 'vitest';
import type { Facts, RunFacts } from './facts.ts';
import { examine, type Finding, isIncomparable, severityOf } from './findings.ts';

const row = {
  index: 0,
  kind: 'log-det',
  conditioned: true,
  std: 1,
  gain: 0.1,
  roundTripError: 1e-7,
  mean: 1,
  outsideBound: 0,
} as const;
const term = (value: number) => ({ kind: 'base-mismatch', value, covariance: 'full', expected: 0.001 }) as const;
const run: RunFacts = {
  status: 'finished',
  step: 400,
  error: null,
  best: { nll: 1.2, se: 0.01, step: 400 },
  validation: { nll: 1.2, se: 0.01, step: 400 },
};
const HEALTHY: Facts = {
  n: 4096,
  dimension: 2,
  contextSize: 0,
  checkpoint: 400,
  gaussianNll: 1.9,
  covariance: 'full',
  sumOk: true,
  total: { mean: -1.2, std: 1 },
  lastTerm: term(0.001),
  dependentColumns: [],
  integers: { columns: [], pixelValues: null },
  copiedDimensions: [],
  training: { n: 4096, lastTerm: term(0.001) },
  generalizationGap: { mean: 0, se: 0.02 },
  layers: [row],
  run,
};
const kinds = (over: Partial<Facts>) => examine({ ...HEALTHY, ...over }).findings.map(({ kind }) => kind);

test('a healthy flow passes every check; what older daemons do not tell is not checked', () => {
  expect(examine(HEALTHY)).toEqual({ findings: [], checks: 14, pending: [] });
  expect(examine({ n: 4096, total: {}, layers: [row] })).toEqual({ findings: [], checks: 5, pending: [] });
});

test('overfitting is pending until training rows are known', () => {
  const { training: _, generalizationGap: __, ...alone } = HEALTHY;
  expect(examine({ ...alone, comparing: true })).toMatchObject({ checks: 14, pending: ['overfitting'] });
  expect(examine(alone)).toMatchObject({ checks: 13, pending: [] });
});

test('the most severe comes first, and causes come before what may follow from them', () => {
  expect(
    kinds({
      dependentColumns: [{ column: 'a', on: [] }],
      total: { mean: -2.5, std: 1 },
      lastTerm: term(0.6),
      training: { n: 4096, lastTerm: term(0.6) },
      integers: { columns: [{ column: 'a', distinct: 3 }], pixelValues: null },
      copiedDimensions: [{ dimension: 1, column: 'b' }],
      layers: [
        { ...row, outsideBound: 0.7 },
        { ...row, index: 1, conditioned: false, mean: 4, std: 0, gain: 0 },
        { ...row, index: 2, conditioned: false, mean: -4, std: 0, gain: 0 },
      ],
    }),
  ).toEqual([
    'integers',
    'dependent-columns',
    'copied',
    'worse-than-gaussian',
    'outside-bound',
    'mismatch',
    'cancelled',
  ]);
});

test('a run that diverged, whatever its weights are', () => {
  const failed = { ...run, status: 'failed', step: 79, error: { code: 'diverged' } };
  const [found] = examine({ ...HEALTHY, checkpoint: 50, run: failed }).findings;
  expect(found).toEqual({ kind: 'diverged', step: 79, shown: 50 });
  expect(kinds({ run: { ...failed, error: { code: 'crashed' } } })).toEqual([]);
});

test('validation that became worse: a fault of later weights, a note on earlier ones, and not said twice', () => {
  const worse = { ...run, best: { nll: 1.2, se: 0.01, step: 45 }, validation: { nll: 1.5, se: 0.01, step: 400 } };
  const found = (checkpoint: number, over: Partial<Facts> = {}) =>
    examine({ ...HEALTHY, checkpoint, run: worse, ...over }).findings;
  expect(found(400)).toEqual([{ kind: 'past-best', best: 45, newest: 400, by: expect.closeTo(0.3) }]);
  expect(found(45)).toMatchObject([{ kind: 'worse-later', best: 45 }]);
  expect(found(45).map(severityOf)).toEqual(['note']);
  const overfit = { generalizationGap: { mean: 0.5, se: 0.01 } };
  expect(found(400, overfit)).toEqual([{ kind: 'overfitting', gap: 0.5, since: 45 }]);
  // Advice to use the best checkpoint is of no use there.
  expect(found(45, overfit)[0]).toMatchObject({ kind: 'overfitting', since: null });
  const noise = { ...worse, validation: { nll: 1.21, se: 0.01, step: 400 } };
  expect(kinds({ run: noise })).toEqual([]);
  expect(kinds({ run: { ...worse, best: null } })).toEqual([]);
});

test('which NLLs cannot be compared', () => {
  const integers: Finding = { kind: 'integers', columns: [], pixelValues: 256 };
  expect(isIncomparable([integers])).toBe(true);
  expect(isIncomparable([{ kind: 'not-finite', count: 1, n: 9 }])).toBe(false);
});

test('rows without a finite log q, and a sum that is wrong, are no silence', () => {
  expect(kinds({ total: { ...HEALTHY.total, notFinite: { count: 2 } }, sumOk: false })).toEqual([
    'wrong-sum',
    'not-finite',
  ]);
});
