import { expect, test } from 'vitest';
import { bestRuns } from './best-runs.ts';

const run = (nll: number | null) => ({ best: nll === null ? null : { nll, step: 1 } });

test('the runs with the lowest NLL are the best, even if there are several; runs without an NLL are not', () => {
  const [a, b, c] = [run(1), run(2), run(1)];
  expect(bestRuns([a, b, c, run(null)])).toEqual([a, c]);
  expect(bestRuns([run(null)])).toEqual([]);
});
