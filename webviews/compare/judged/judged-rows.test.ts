import { expect, test } from 'vitest';
import type { Evaluated, Judged, Measured } from './judge-run.ts';
import { judgedGroups } from './judged-rows.ts';

const SOURCE = { runDir: '/r', checkpoint: 1, weights: 'raw', split: 'validation', n: 100, unit: 'nats' } as const;
const REST = { bitsPerDim: null, floor: { nll: 2.8 }, leastLikely: [] };

const FLOW: Evaluated = {
  ...SOURCE,
  ...REST,
  logLikelihood: { mean: -2.83, se: 0.01, median: -2.5, unit: 'nats' },
  gap: { mean: 0.0055, se: 0.001 },
};
const VAE: Evaluated = {
  ...SOURCE,
  ...REST,
  elbo: { mean: -3.18, se: 0.016 },
  importanceWeighted: [
    { k: 1, mean: -3.2, se: 0.02, rows: 800 },
    { k: 1000, mean: -3.056, se: 0.02, rows: 800 },
  ],
  lowerBound: true,
  gap: { mean: 0.36, se: 0.01 },
};

const share = (value: number, high = 0.51) => ({
  value,
  se: 0.005,
  reference: { value: 0.5, low: 0.49, high },
  rows: 100,
});
const measured = (c2st: number, rms: number | null, high?: number): Measured => ({
  runDir: '/r',
  checkpoint: 1,
  weights: 'raw',
  split: 'validation',
  n: 100,
  seed: 0,
  samples: { c2st: share(c2st, high), slicedWasserstein: null, precision: share(0.5), recall: share(0.4) },
  modes: { covered: 7, of: 8, nearShare: 0.98, expectedNearShare: 0.9997, counts: [], rows: 100 },
  roundTrip: rms === null ? null : { rms, max: rms, rows: 10, notFinite: 0 },
  pairs: null,
});

const RUNS = [{}, { likelihood: 'bound' }, { likelihood: 'none' }, { likelihood: 'none' }] as const;
const JUDGED: readonly Judged[] = [
  { evaluated: FLOW, measured: measured(0.5, 3e-7), pairs: null },
  { evaluated: VAE, measured: measured(0.6, 0.0267), pairs: null },
  { evaluated: null, measured: measured(0.7, null), pairs: null },
  { evaluated: null, measured: measured(0.55, 0.2), pairs: null },
];

function rowOf(key: string, judged: readonly (Judged | null)[] = JUDGED) {
  return judgedGroups(RUNS, judged)
    .flatMap(({ rows }) => rows)
    .find((row) => row.key === key);
}

const texts = (key: string) => rowOf(key)?.cells.map((cell) => cell?.text);

test('an exact value, a bound that says so, and no likelihood', () => {
  expect(texts('says')).toEqual(['log q(x), exact', 'a lower bound of log p(x)', 'no likelihood', 'no likelihood']);
  expect(texts('nll')).toEqual(['2.8300 ± 0.0200', '≤ 3.1800 ± 0.0320', 'none', 'none']);
  // The bound with the most draws; the exact value needs none.
  expect(rowOf('importance')?.cells.slice(0, 2)).toEqual([
    null,
    { text: '≤ 3.0560 ± 0.0400', detail: '1000 draws of z, 800 rows' },
  ]);
  expect(texts('gap')).toEqual(['0.0055 ± 0.0020', '≤ 0.3600 ± 0.0200', 'none', 'none']);
  expect(rowOf('bitsPerDim')).toBeUndefined();
});

test('round trips are exact, blurred, learned or missing', () => {
  expect(texts('roundTrip')).toEqual(['exact', 'blurred', 'no encoder', 'approximate']);
  expect(rowOf('roundTrip')?.cells[0]?.detail).toBe('3.0e−7 standard deviations of the data');
  const inaccurate = rowOf('roundTrip', [{ ...JUDGED[0]!, measured: measured(0.5, 0.5) }, null, null, null]);
  expect(inaccurate?.cells).toEqual([expect.objectContaining({ text: 'inaccurate' }), null, null, null]);
});

test('samples are marked where data would do no better, with the range of data in a column of its own', () => {
  const row = rowOf('c2st')!;
  expect(row.cells.map((cell) => cell?.isLikeData)).toEqual([true, false, false, false]);
  expect(row.reference).toBe('0.49 … 0.51');
  expect(rowOf('recall')?.cells.map((cell) => cell?.isLikeData)).toEqual([false, false, false, false]);
  expect(texts('slicedWasserstein')).toEqual(Array.from({ length: 4 }, () => 'too few rows'));
  expect(rowOf('modes')?.cells[0]).toEqual({ text: '7 of 8', isLikeData: false });
  expect([texts('near')?.[0], rowOf('near')?.reference]).toEqual(['98.0 %', '100.0 %']);
  // Runs of other data have other ranges.
  const other = rowOf('c2st', [JUDGED[0]!, { ...JUDGED[1]!, measured: measured(0.6, 0, 0.6) }, null, null])!;
  expect(other.reference).toBeNull();
  expect(other.cells.map((cell) => cell?.detail)).toEqual([
    'data: 0.49 … 0.51',
    'data: 0.49 … 0.6',
    undefined,
    undefined,
  ]);
});
