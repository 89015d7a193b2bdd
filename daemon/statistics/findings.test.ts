import { expect, test } from 'vitest';
import { findings } from './findings.ts';

test('causes come before what may follow from them', () => {
  const row = { kind: 'log-det', conditioned: true, std: 1, gain: 0.1, roundTripError: 1e-7, mean: 1 };
  const found = {
    n: 4096,
    dimension: 2,
    total: {},
    dependentColumns: [{ column: 'a', on: [] }],
    lastTerm: { kind: 'base-mismatch', value: 0.6, covariance: 'full', expected: 0.001 },
    layers: [{ ...row, index: 0, outsideBound: 0.7 }],
  } as const;
  const kinds = findings(found, { dimension: 2, contextSize: 0 }, null).map(({ finding }) => finding.kind);
  expect(kinds).toEqual(['dependent-columns', 'outside-bound', 'mismatch']);
});
