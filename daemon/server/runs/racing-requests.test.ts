/** Requests that come together exceed no limit, and share what they start. */
import { expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { useRuns } from './testing/use-runs.ts';

const runs = useRuns();
const { call, list, spec, start } = runs;

test('no more runs are queued than may be, however many are asked for at once', async () => {
  await runs.reopen({ most: 1, mostQueued: 3 });
  await start('first');
  const asked = Array.from({ length: 8 }, (_, i) => call('run/start', { spec: spec(`run${i}`) }));
  const answers = await Promise.allSettled(asked);
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(5);
  for (const answer of refused) expect(answer).toMatchObject({ reason: { code: 'too-many' } });
  expect(runs.plugin.busy()).toEqual({ running: 1, queued: 3 });
});

test('two requests to start a run that an earlier daemon left in its queue start one', async () => {
  await runs.reopen({ most: 1 });
  await start('first');
  const waiting = await start('second');
  await runs.reopen();
  const answers = await Promise.all([
    call('run/resume', { run: waiting.id }),
    call('run/resume', { run: waiting.runDir }),
  ]);
  const [one, two] = answers.map(({ run }) => run.runDir);
  expect(two).toBe(one);
  expect((await list()).filter(({ name }) => name === 'second')).toHaveLength(1);
});

test('a session has no more subscriptions than it may, however many are asked for at once', async () => {
  const run = await start('slow');
  const asked = Array.from({ length: LIMITS.subscriptions + 10 }, () =>
    call('run/subscribe', { run: run.id, from: 1 }).then(
      () => true,
      () => false,
    ),
  );
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(LIMITS.subscriptions);
});
