import { expect, test } from 'vitest';
import type { Facts, RunFacts } from './facts.ts';
import { examine, type Finding, meaninglessBecause, severityOf } from './findings.ts';

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

test('a healthy flow passes every check; facts that older daemons do not send are not checked', () => {
  expect(examine(HEALTHY)).toEqual({ findings: [], consequences: [], checks: 14, pending: [] });
  expect(examine({ n: 4096, total: {}, layers: [row] })).toEqual({
    findings: [],
    consequences: [],
    checks: 5,
    pending: [],
  });
});

test('overfitting is pending until training rows are known', () => {
  const { training: _, generalizationGap: __, ...alone } = HEALTHY;
  expect(examine({ ...alone, comparing: true })).toMatchObject({ checks: 14, pending: ['overfitting'] });
  expect(examine(alone)).toMatchObject({ checks: 13, pending: [] });
});

const LOST: Partial<Facts> = {
  total: { mean: -2.5, std: 1 },
  lastTerm: term(0.6),
  training: { n: 4096, lastTerm: term(0.6) },
};

test('the most severe comes first, and causes come before what may follow from them', () => {
  const found = examine({
    ...HEALTHY,
    ...LOST,
    dependentColumns: [{ column: 'a', on: [] }],
    integers: { columns: [{ column: 'a', distinct: 3 }], pixelValues: null },
    copiedDimensions: [{ dimension: 1, column: 'b' }],
    layers: [
      { ...row, outsideBound: 0.7 },
      { ...row, index: 1, conditioned: false, mean: 4, std: 0, gain: 0 },
      { ...row, index: 2, conditioned: false, mean: -4, std: 0, gain: 0 },
    ],
  });
  expect(found.findings.map(({ kind }) => kind)).toEqual([
    'integers',
    'dependent-columns',
    'copied',
    'outside-bound',
    'cancelled',
  ]);
  expect(found.consequences).toMatchObject(
    ['worse-than-gaussian', 'mismatch'].map((kind) => ({ of: 'integers', finding: { kind } })),
  );
});

test('findings that any fault may cause are consequences if there is a fault', () => {
  const folded = (over: Partial<Facts>) =>
    examine({ ...HEALTHY, ...LOST, ...over }).consequences.map(({ of, finding }) => `${of}: ${finding.kind}`);
  expect(folded({ layers: [{ ...row, outsideBound: 0.7 }] })).toEqual([
    'outside-bound: worse-than-gaussian',
    'outside-bound: mismatch',
  ]);
  expect(kinds(LOST)).toEqual(['worse-than-gaussian']);
  expect(folded({})).toEqual(['worse-than-gaussian: mismatch']);
  const alone = { total: HEALTHY.total };
  expect(kinds({ ...LOST, ...alone })).toEqual(['mismatch']);
  // A note is not a cause.
  const still = { ...row, conditioned: false, std: 0, gain: 0 };
  const layers = [
    { ...still, mean: 4 },
    { ...still, index: 1, mean: -4 },
  ];
  expect(kinds({ ...LOST, ...alone, layers })).toEqual(['mismatch', 'cancelled']);
});

const FAILED: RunFacts = {
  ...run,
  status: 'failed',
  step: 79,
  error: { code: 'diverged' },
  best: { nll: 1.2, se: 0.01, step: 50 },
  settings: { 'training.optimizer.learningRate': 0.4, 'training.gradientClip': null },
};

test('a run that diverged, whatever its weights are', () => {
  const [found] = examine({ ...HEALTHY, checkpoint: 50, run: FAILED }).findings;
  expect(found).toEqual({
    kind: 'diverged',
    step: 79,
    shown: 50,
    best: 50,
    weights: 'best',
    limits: [],
    learningRate: 0.4,
    gradientClip: null,
  });
  expect(kinds({ run: { ...FAILED, error: { code: 'crashed' } } })).toEqual([]);
});

test('which weights of a run that diverged can be used', () => {
  const weights = (over: Partial<Facts>) => examine({ ...HEALTHY, run: FAILED, ...over }).findings[0];
  expect(weights({ checkpoint: 20 })).toMatchObject({ weights: 'before' });
  expect(weights({ checkpoint: 70 })).toMatchObject({ weights: 'after' });
  expect(weights({ checkpoint: 70, total: { mean: -1e22, std: 1 } })).toMatchObject({ weights: 'unusable' });
  expect(weights({ checkpoint: 70, total: { mean: null } })).toMatchObject({ weights: 'unusable' });
  const layers = [{ ...row, mean: -11.9, scaleBound: 12 }];
  expect(weights({ checkpoint: 70, layers })).toMatchObject({ limits: [12] });
});

test('faults of the weights after a divergence are its consequences', () => {
  const layers = [
    { ...row, roundTripError: 0.3, outsideBound: 0.5 },
    { ...row, index: 1, std: 0 },
  ];
  const found = (checkpoint: number, over: Partial<Facts>) =>
    examine({ ...HEALTHY, checkpoint, run: FAILED, layers, ...over });
  const broken = found(70, { total: { mean: -1e22, std: 1 } });
  expect(broken.findings.map(({ kind }) => kind)).toEqual(['diverged']);
  expect(broken.consequences.map(({ finding }) => finding.kind)).toEqual([
    'inexact',
    'outside-bound',
    'dead',
    'worse-than-gaussian',
  ]);
  // Weights from before are not out of bounds because of what came later.
  expect(found(50, {}).findings.map(({ kind }) => kind)).toEqual(['diverged', 'outside-bound']);
});

test('worse validation is a fault of later weights and a note on earlier ones, and is not reported twice', () => {
  const worse = { ...run, best: { nll: 1.2, se: 0.01, step: 45 }, validation: { nll: 1.5, se: 0.01, step: 400 } };
  const found = (checkpoint: number, over: Partial<Facts> = {}) =>
    examine({ ...HEALTHY, checkpoint, run: worse, ...over }).findings;
  const since = { best: 45, newest: 400, by: expect.closeTo(0.3) };
  expect(found(400)).toEqual([{ kind: 'past-best', ...since, shown: 'after' }]);
  expect(found(45)).toMatchObject([{ kind: 'worse-later', best: 45, shown: 'best' }]);
  expect(found(45).map(severityOf)).toEqual(['note']);
  const overfit = { generalizationGap: { mean: 0.5, se: 0.01 } };
  expect(found(400, overfit)).toEqual([{ kind: 'overfitting', gap: 0.5, worse: { ...since, shown: 'after' } }]);
  expect(found(45, overfit)).toMatchObject([{ kind: 'overfitting', worse: { shown: 'best' } }]);
  const noise = { ...worse, validation: { nll: 1.21, se: 0.01, step: 400 } };
  expect(kinds({ run: noise })).toEqual([]);
  expect(kinds({ run: { ...worse, best: null } })).toEqual([]);
});

test('the NLLs that are not meaningful', () => {
  const integers: Finding = { kind: 'integers', columns: [], pixelValues: 256 };
  expect(meaninglessBecause([integers])).toBe('integers');
  expect(meaninglessBecause([{ kind: 'not-finite', count: 1, n: 9 }])).toBeNull();
});

test('rows without a finite log q, and a wrong sum, are reported', () => {
  expect(kinds({ total: { ...HEALTHY.total, notFinite: { count: 2 } }, sumOk: false })).toEqual([
    'wrong-sum',
    'not-finite',
  ]);
});
