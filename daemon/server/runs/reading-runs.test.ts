/** What clients read of runs: events, changes, series and layers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runInfo } from '../../../protocol/rpc/run-methods.ts';
import { type FakeSession, fakeSession } from './testing/fake-session.ts';
import { until, useRuns } from './testing/use-runs.ts';

const runs = useRuns();
const { becomes, call, start, stop } = runs;

interface Events {
  subscription: number;
  records: { seq: number; event: string; step: number }[];
  lagging: boolean;
  end: boolean;
}
const eventsOf = (from: FakeSession, subscription: number) =>
  from.notifications
    .filter(({ method }) => method === 'run/events')
    .map(({ params }) => params as Events)
    .filter((params) => params.subscription === subscription);
const seqs = (from: FakeSession, subscription: number) =>
  eventsOf(from, subscription).flatMap(({ records }) => records.map(({ seq }) => seq));

test('subscriptions: everything once and in order, from any number, live and after the end, also for slow readers', async () => {
  const run = await start('fast');
  const { subscription } = await call<{ subscription: number }>('run/subscribe', { run: run.id });
  const slow = fakeSession([join(runs.folder, 'work')]);
  slow.congested = true;
  const late = (await call<{ subscription: number }>('run/subscribe', { run: run.id, from: 5 }, slow)).subscription;
  await until(
    () => seqs(runs.session, subscription).length,
    (count) => count > 50,
  );
  expect(slow.notifications).toEqual([]);
  await call('run/stop', { run: run.id });
  await until(
    () => eventsOf(runs.session, subscription).at(-1)?.end,
    (end) => end === true,
  );
  const all = seqs(runs.session, subscription);
  expect(all).toEqual(Array.from(all, (_, i) => i + 1));
  slow.drain();
  await until(
    () => eventsOf(slow, late).at(-1)?.end,
    (end) => end === true,
  );
  expect(seqs(slow, late)).toEqual(all.slice(4));
  expect(eventsOf(slow, late)[0]!.lagging).toBe(true);
  // After a resume the same subscription continues.
  await call('run/resume', { run: run.id });
  await until(
    () => eventsOf(runs.session, subscription).some(({ records }) => records.some(({ event }) => event === 'resumed')),
    (seen) => seen,
  );
  await call('run/unsubscribe', { subscription });
  const before = seqs(runs.session, subscription).length;
  await delay(400);
  expect(seqs(runs.session, subscription).length).toBe(before);
  slow.close();
});

test('watchers get the newest entry of each run, at most four a second', async () => {
  await call('run/watch', {});
  const changed = () =>
    runs.session.notifications
      .filter(({ method }) => method === 'run/changed')
      .map(({ params }) => (params as { run: unknown }).run);
  const began = performance.now();
  const run = await start('fast');
  await until(
    () => changed().length,
    (count) => count > 5,
  );
  await call('run/stop', { run: run.id });
  await until(
    () => runInfo.parse(changed().at(-1)).status,
    (status) => status === 'interrupted',
  );
  // Apart from the steps, of which there are hundreds: the run began, is stopping, and ended.
  expect(changed().length).toBeLessThan((4 * (performance.now() - began)) / 1000 + 4);
  // Once the run has ended, no earlier status is reported.
  const statuses = changed().map((run) => runInfo.parse(run).status);
  expect(statuses.slice(statuses.indexOf('stopping'))).not.toContain('running');
  await call('run/delete', { run: run.id });
  expect(runs.session.notifications.at(-1)).toEqual({
    method: 'run/removed',
    params: { id: run.id, runDir: run.runDir },
  });
});

test('series and layers of a run come as arrays', async () => {
  const run = await start('slow', { steps: 40 });
  await becomes(run.id, 'interrupted');
  const answer = await call<{
    from: number;
    to: number;
    series: { key: string; points: number; values: { array: number } }[];
  }>('run/series', { run: run.id, keys: ['loss', 'validation.nll'], buckets: 4 });
  expect(answer).toMatchObject({ from: 1, to: 40 });
  const [loss, nll] = answer.series;
  expect([loss!.points, nll!.points]).toEqual([40, 0]);
  const values = runs.session.arrays.get(loss!.values.array)!.values;
  expect([...values].map((value) => Math.round(value * 1e6) / 1e6).slice(0, 8)).toEqual([
    10, 0.1, 1, 0.1, 20, 0.05, 0.090909, 0.05,
  ]);
  const layers = await call<{ layers: { shape: number[] } }>('run/layers', { run: run.id });
  expect(layers.layers.shape).toEqual([0, 0]);
});

test('the list names runs that cannot be read, and has no such key without one', async () => {
  const { id, runDir } = await start('slow');
  await stop(id);
  expect(Object.keys(await call<object>('run/list', {}))).toEqual(['runs']);
  writeFileSync(join(runDir, 'run.json'), '{');
  expect(await call('run/list', {})).toMatchObject({ runs: [], damaged: [{ runDir, message: expect.any(String) }] });
});
