/** Simultaneous starts: never two daemons. More rounds: `election.full.test.ts`, and `npm run prove daemon` with 50. */
import { expect, test } from 'vitest';
import { electionStorm } from './election-storm.ts';

test('4 starts at once, in an empty folder and beside the remains of a dead daemon: one leads', async () => {
  expect(await electionStorm(2, 4)).toEqual({ wrong: [], rounds: 2 });
});
