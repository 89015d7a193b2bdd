/** A few of the rounds of `take-over.full.test.ts`. */
import { expect, test } from 'vitest';
import { takeOverStorm } from './take-over-storm.ts';

const CLEAN = { torn: [], outOfOrder: [], late: [], damaged: [], found: [] };

test.each(['take-over', 'rm'] as const)(
  'a stopped trainer that was replaced (%s) ends when it continues',
  {
    timeout: 300_000,
  },
  async (by) => {
    expect(await takeOverStorm({ rounds: 2, by, seed: 1 })).toEqual({ rounds: 2, ended: 2, ...CLEAN });
  },
);
