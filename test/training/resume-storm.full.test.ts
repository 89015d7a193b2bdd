import { expect, test } from 'vitest';
import { resumeStorm } from './resume-storm.ts';

test('runs killed at random moments end in the same weights, bit for bit', { timeout: 300_000 }, async () => {
  const { exact, lost, kills } = await resumeStorm({ runs: 2, kills: 2, steps: 1200, seed: 1 });
  expect({ exact, lost }).toEqual({ exact: 2, lost: 0 });
  expect(kills).toBeGreaterThan(0);
});
