import { expect, test } from 'vitest';
import { electionStorm } from './election-storm.ts';

test('4 starts at once, 10 rounds, with and without the remains of a dead daemon', { timeout: 240_000 }, async () => {
  expect(await electionStorm(10)).toEqual({ wrong: [], rounds: 10 });
});
