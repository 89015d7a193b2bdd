import { expect, test } from 'vitest';
import { takeOverStorm } from './take-over-storm.ts';

const ROUNDS = 20;
const CLEAN = { torn: [], outOfOrder: [], late: [], damaged: [], found: [] };

test.each(['take-over', 'rm'] as const)(
  `${ROUNDS} trainers stopped, replaced (%s) and continued: one writer`,
  {
    timeout: 1_200_000,
  },
  async (by) => {
    expect(await takeOverStorm({ rounds: ROUNDS, by, seed: 2 })).toEqual({ rounds: ROUNDS, ended: ROUNDS, ...CLEAN });
  },
);
