import { expect, test } from 'vitest';
import { killStorm } from './kill-storm.ts';

/** `npm run prove` runs the same with 200. */
const KILLS = 20;

test(`${KILLS} SIGKILLs while checkpoints are written: 0 torn, 0 acknowledged lost`, { timeout: 120_000 }, async () => {
  const result = await killStorm({ kills: KILLS, writer: 'durable', seed: 1 });
  expect(result).toMatchObject({ kills: KILLS, torn: 0, lost: 0 });
  // Otherwise the kills hit a process that had nothing to lose.
  expect(result.acknowledged).toBeGreaterThan(KILLS);
});
