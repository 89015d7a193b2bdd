import { expect, test } from 'vitest';
import { resumeStorm } from './resume-storm.ts';

test('runs killed at random moments end in the same weights, bit for bit', { timeout: 600_000 }, async () => {
  const { exact, lost, unharmed } = await resumeStorm({ runs: 2, kills: 2, steps: 2500, seed: 1 });
  expect({ exact, lost, unharmed }).toEqual({ exact: 2, lost: 0, unharmed: 0 });
});
