import { expect, test } from 'vitest';
import { bestRuns, comparableRuns } from './best-runs.ts';

const run = (nll: number | null, likelihood?: 'bound' | 'none') => ({
  best: nll === null ? null : { nll, step: 1 },
  ...(likelihood && { likelihood }),
});

test('the runs with the lowest NLL are the best, even if there are several; runs without an NLL are not', () => {
  const [a, b, c] = [run(1), run(2), run(1)];
  expect(bestRuns([a, b, c, run(null)])).toEqual([a, c]);
  expect(bestRuns([run(null)])).toEqual([]);
});

test('a bound is never compared with an exact value', () => {
  const [low, high] = [run(1, 'bound'), run(2, 'bound')];
  expect(bestRuns([low, high])).toEqual([low]);
  const [flow, other] = [run(3), run(4)];
  expect(bestRuns([low, flow, other])).toEqual([flow]);
  // With nothing to compare it with, the only exact value is not the best one.
  expect(bestRuns([low, flow])).toEqual([]);
  expect(comparableRuns([low, flow, other])).toEqual([flow, other]);
});
