import { expect, test } from 'vitest';
import { recordedLikelihood } from './recorded-likelihood.ts';

const RECORD = { seq: 4, event: 'validation', step: 10, time: '2026-01-01T00:00:00.000Z', nll: 1.5, se: 0.1, n: 200 };
const NOT_FINITE = { count: 3, negativeInfinity: 3, positiveInfinity: 0, nan: 0 };

test('a record that leaves rows out says how many, and of how many', () => {
  const found = recordedLikelihood({ ...RECORD, notFinite: NOT_FINITE });
  expect(found).toEqual({ nll: 1.5, se: 0.1, n: 200, notFinite: NOT_FINITE });
});

test.each([
  ['every row is finite, or of a version that did not count', undefined],
  ['none', { count: 0, negativeInfinity: 0, positiveInfinity: 0, nan: 0 }],
  ['damaged', { count: 3 }],
  ['not whole', { ...NOT_FINITE, nan: 0.5 }],
  ['no object', 3],
])('nothing is left out: %s', (_, notFinite) => {
  const record = notFinite === undefined ? RECORD : { ...RECORD, notFinite };
  expect(recordedLikelihood(record)).toEqual({ nll: 1.5, se: 0.1 });
});

test('no row is finite: null, as JSON has it', () => {
  const notFinite = { count: 200, negativeInfinity: 200, positiveInfinity: 0, nan: 0 };
  expect(recordedLikelihood({ ...RECORD, nll: null, se: null, notFinite })).toEqual({
    nll: null,
    se: null,
    n: 200,
    notFinite,
  });
});
