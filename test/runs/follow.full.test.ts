/** The cadence of pictures of a run while it learns, between one and the next. */
import { expect, test } from 'vitest';
import { EVERY, type FollowedClient, followedClient, followSamples } from './followed-samples.ts';

let followed: FollowedClient;
followedClient((opened) => {
  followed = opened;
});

test('samples of newer and newer checkpoints arrive at the chosen pace, until nobody follows', async () => {
  const { times } = await followSamples(followed, 4, 1200);
  const gaps = times.slice(2).map((at, i) => at - times[i + 1]!);
  for (const gap of gaps) expect(gap).toBeGreaterThan(800 * EVERY);
});
