/** A few of the kills of `kill-storm.full.test.ts`, and the proof that such kills find a writer's mistakes. */
import { expect, test } from 'vitest';
import { killStorm } from './kill-storm.ts';

test('SIGKILLs while checkpoints are written: 0 torn, 0 acknowledged lost', async () => {
  const result = await killStorm({ kills: 3, writer: 'durable', seed: 2 });
  expect(result).toMatchObject({ kills: 3, torn: 0, lost: 0 });
  // Otherwise the kills hit a process that had nothing to lose.
  expect(result.acknowledged).toBeGreaterThan(3);
});

test('negative control: the plain writer leaves torn files under the same kills', async () => {
  const result = await killStorm({ kills: 20, writer: 'plain', seed: 1, enough: ({ torn }) => torn > 0 });
  expect(result.torn).toBeGreaterThan(0);
});
