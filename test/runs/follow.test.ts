/** Pictures of a run while it learns, at a cadence of the client's choice. */
import { expect, test } from 'vitest';
import { inspectFollow } from '../../protocol/rpc/follow-methods.ts';
import { runStart, runStop } from '../../protocol/rpc/run-methods.ts';
import { EVERY, type FollowedClient, followedClient, followSamples } from './followed-samples.ts';

let followed: FollowedClient;
followedClient((opened) => {
  followed = opened;
});

test('samples of newer and newer checkpoints arrive at the chosen pace, until nobody follows', async () => {
  const { times, duration } = await followSamples(followed, 3, 700);
  // On a busy machine they come late and then close together, but never more of them: `follow.full.test.ts` measures the gaps.
  expect(times.length).toBeLessThanOrEqual(duration / (1000 * EVERY) + 1);
});

test('parameters that do not fit are refused at once', async () => {
  const { client, spec } = followed;
  const { run } = await client.request(runStart, { spec });
  await expect(
    client.request(inspectFollow, { run: run.id, method: 'inspect/samples', params: { n: 0 } }),
  ).rejects.toMatchObject({ code: 'wrong-value', message: expect.stringContaining('params.n') });
  await client.request(runStop, { run: run.id });
});
