import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RunInfo, runInfo } from '../../../protocol/rpc/run-methods.ts';
import { can } from '../../../protocol/run-actions.ts';
import { createRunsPlugin, type RunsPlugin } from './runs-plugin.ts';
import { type FakeSession, fakeSession } from './testing/fake-session.ts';

const SCRIPT = fileURLToPath(new URL('./testing/scripted-worker.ts', import.meta.url));

let folder: string;
let session: FakeSession;
let plugin: RunsPlugin;
const lines: string[] = [];

async function open(): Promise<RunsPlugin> {
  return createRunsPlugin({
    stateFolder: join(folder, 'state'),
    script: SCRIPT,
    most: 2,
    log: (line) => lines.push(line),
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-runs-'));
  mkdirSync(join(folder, 'state'));
  mkdirSync(join(folder, 'work', 'deep'), { recursive: true });
  session = fakeSession([join(folder, 'work')]);
  lines.length = 0;
  plugin = await open();
});

afterEach(async () => {
  vi.useRealTimers();
  session.close();
  await plugin.dispose();
  expect(lines).toEqual([]);
  rmSync(folder, { recursive: true });
});

const specOf = (name: string, steps = 100_000) =>
  JSON.stringify({
    name,
    data: { source: 'two-moons' },
    layers: [{ type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', mask: 'alternate' }] }],
    training: { steps },
  });

const startParams = (name: string, steps?: number) => ({
  spec: { text: specOf(name, steps), path: join(folder, 'work', 'deep', `${name}.flow.json`) },
});

async function call<T = { run: RunInfo }>(
  method: string,
  params: object,
  from = session,
  signal = new AbortController().signal,
): Promise<T> {
  const handler = plugin.handlers.find(({ definition }) => definition.name === method)!;
  const checked = handler.definition.params.parse(params);
  const result = await handler.run(checked, { session: from, signal });
  return handler.definition.result.parse(result) as T;
}

const start = (name: string, steps?: number) => call('run/start', startParams(name, steps)).then(({ run }) => run);
const list = () => call<{ runs: RunInfo[] }>('run/list', {}).then(({ runs }) => runs);

async function until<T>(look: () => Promise<T> | T, wanted: (value: T) => boolean): Promise<T> {
  for (const end = performance.now() + 50_000; ; ) {
    const value = await look();
    if (wanted(value)) return value;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
    await delay(20);
  }
}
const becomes = (run: string, status: RunInfo['status']) =>
  until(
    () => call('run/get', { run }).then((answer) => answer.run),
    (info) => info.status === status,
  );

test('a run begins, pauses, goes on, stops, is resumed, and is deleted', async () => {
  const run = await start('slow');
  expect(run).toMatchObject({ status: 'running', owned: true, name: 'slow', queuePosition: null, unsaved: false });
  expect(dirname(run.runDir)).toBe(join(folder, 'work', 'deep', '.flowscope', 'runs'));
  await until(
    () => call('run/get', { run: run.id }).then((answer) => answer.run.step),
    (step) => step > 3,
  );
  const { run: paused } = await call('run/pause', { run: run.id });
  expect(paused).toMatchObject({ status: 'paused', pause: { reason: 'user' } });
  const { run: again } = await call('run/resume', { run: run.id });
  expect(again.status).toBe('running');
  const { run: stopped } = await call('run/stop', { run: run.id });
  expect(stopped).toMatchObject({ status: 'interrupted', owned: false, pid: null });
  expect((await list()).map(({ id, status }) => [id, status])).toEqual([[run.id, 'interrupted']]);
  await expect(call('run/pause', { run: run.id })).rejects.toMatchObject({ code: 'run-not-active' });
  const { run: resumed } = await call('run/resume', { run: run.runDir });
  expect(resumed).toMatchObject({ status: 'running', id: run.id });
  await expect(call('run/delete', { run: run.id })).rejects.toMatchObject({ code: 'run-active' });
  await call('run/stop', { run: run.id });
  await call('run/delete', { run: run.id });
  expect(existsSync(run.runDir)).toBe(false);
  expect(await list()).toEqual([]);
});

test.each([
  ['crash', 'crashed', /ended by SIGSEGV\. Segmentation fault in a kernel/],
  ['killed', 'crashed', /SIGKILL \(it was killed, perhaps by the system/],
  ['memory', 'out-of-memory', /ran out of memory .* smaller batchSize/],
  ['garbage', 'protocol', /sent bytes that are not a message/],
  ['nonsense', 'protocol', /violates the protocol/],
  ['not-an-event', 'protocol', /violates the protocol \(event/],
])('a worker that does "%s" fails its run with its own message, and the run can go on', async (name, code, message) => {
  const run = await start(name);
  const failed = await becomes(run.id, 'failed');
  expect(failed.error).toMatchObject({ code, message: expect.stringMatching(message) });
  const { run: resumed } = await call('run/resume', { run: run.id });
  expect(resumed.status).toBe('running');
  await call('run/stop', { run: run.id });
});

test('a worker that says nothing for a quarter of an hour fails its run, and the run can go on', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  const run = await start('hang');
  await vi.advanceTimersByTimeAsync(14 * 60_000);
  expect((await call('run/get', { run: run.id })).run.status).toBe('running');
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  const failed = await becomes(run.id, 'failed');
  expect(failed.error).toMatchObject({ code: 'hung', message: expect.stringMatching(/did not respond for 9\d\d s/) });
  const { run: resumed } = await call('run/resume', { run: run.id });
  expect(resumed.status).toBe('running');
  await call('run/stop', { run: run.id });
});

test('what cannot begin is the answer to the request, and leaves nothing behind', async () => {
  await expect(start('crash-at-start')).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/status 7 before it began\. libonnxruntime/),
  });
  await expect(start('refuses')).rejects.toMatchObject({ code: 'missing-data', hint: 'Put it there.', exitCode: 2 });
  const broken = { spec: { text: '{"data": {"source": "two-moos"}}', path: join(folder, 'work', 'a.flow.json') } };
  await expect(call('run/start', broken)).rejects.toMatchObject({ code: 'wrong-value' });
  expect(await list()).toEqual([]);
  expect(readdirSync(join(folder, 'work', 'deep', '.flowscope', 'runs'))).toEqual([]);
});

test('more than the limit wait in order; a waiting run can be stopped', async () => {
  const first = await start('one');
  await start('two');
  const third = await start('three');
  const fourth = await start('four');
  expect([third, fourth].map(({ status, queuePosition }) => [status, queuePosition])).toEqual([
    ['queued', 1],
    ['queued', 2],
  ]);
  expect(plugin.busy()).toEqual({ running: 2, queued: 2 });
  await call('run/stop', { run: third.id });
  expect((await call('run/get', { run: fourth.id })).run.queuePosition).toBe(1);
  expect((await list()).map(({ name }) => name)).not.toContain('three');
  await call('run/stop', { run: first.id });
  await becomes(fourth.id, 'running');
  expect(existsSync(third.runDir)).toBe(false);
});

test('a run that waits tells what its spec says, and what asks for its log hears why there is none', async () => {
  const first = await start('one');
  await start('two');
  const waiting = await start('three');
  // Two affine couplings of the plane, whose networks have one input each.
  expect(waiting).toMatchObject({ status: 'queued', begun: false, steps: 100_000, checkpoints: [] });
  expect(waiting.parameters).toBeGreaterThan(1000);
  const asked = await call<{ specText: string | null }>('run/get', { run: waiting.id });
  expect(asked.specText).toBe(specOf('three'));
  for (const [method, params] of [
    ['run/series', { keys: ['loss'], buckets: 10 }],
    ['run/marks', {}],
    ['run/layers', {}],
  ] as const) {
    await expect(call(method, { run: waiting.runDir, ...params })).rejects.toMatchObject({
      code: 'run-not-begun',
      message: `the run ${waiting.id} is queued and has recorded nothing yet`,
    });
  }
  await call('run/stop', { run: first.id });
  const running = await becomes(waiting.id, 'running');
  expect(running).toMatchObject({ begun: true });
  await call('run/marks', { run: waiting.runDir });
});

test('a waiting run that cannot begin says why in the list until it is deleted', async () => {
  const first = await start('one');
  await start('two');
  const waiting = await start('refuses');
  expect(waiting.status).toBe('queued');
  await call('run/stop', { run: first.id });
  const failed = await becomes(waiting.id, 'failed');
  expect(failed.error).toEqual({ code: 'missing-data', message: 'there is no x.csv' });
  // It has no checkpoint to resume from, and its entry comes from its spec.
  expect(can(failed, 'resume')).toBe(false);
  expect(failed).toMatchObject({ begun: false, parameters: waiting.parameters });
  await expect(call('run/marks', { run: waiting.id })).rejects.toMatchObject({ code: 'run-not-begun' });
  await call('run/delete', { run: waiting.id });
  expect((await list()).map(({ name }) => name).sort()).toEqual(['one', 'two']);
});

test('what waited when a daemon died is found by the next one, and can be started', async () => {
  await start('one');
  await start('two');
  const waiting = await start('three');
  await plugin.dispose();
  plugin = await open();
  const found = (await list()).map(({ name, status, step }) => [name, status, step]);
  expect(found).toContainEqual(['three', 'interrupted', 0]);
  expect((await list()).find(({ name }) => name === 'three')).toMatchObject({
    begun: false,
    parameters: waiting.parameters,
  });
  expect(found.filter(([, status]) => status === 'interrupted')).toHaveLength(3);
  const { run } = await call('run/resume', { run: waiting.id });
  expect(run).toMatchObject({ status: 'running', name: 'three' });
  await call('run/stop', { run: run.id });
  expect((await list()).filter(({ name }) => name === 'three')).toHaveLength(1);
});

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
  const slow = fakeSession([join(folder, 'work')]);
  slow.congested = true;
  const late = (await call<{ subscription: number }>('run/subscribe', { run: run.id, from: 5 }, slow)).subscription;
  await until(
    () => seqs(session, subscription).length,
    (count) => count > 50,
  );
  expect(slow.notifications).toEqual([]);
  await call('run/stop', { run: run.id });
  await until(
    () => eventsOf(session, subscription).at(-1)?.end,
    (end) => end === true,
  );
  const all = seqs(session, subscription);
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
    () => eventsOf(session, subscription).some(({ records }) => records.some(({ event }) => event === 'resumed')),
    (seen) => seen,
  );
  await call('run/unsubscribe', { subscription });
  const before = seqs(session, subscription).length;
  await delay(400);
  expect(seqs(session, subscription).length).toBe(before);
  slow.close();
});

test('watchers get the newest entry of each run, at most four a second', async () => {
  await call('run/watch', {});
  const changed = () =>
    session.notifications
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
  expect(session.notifications.at(-1)).toEqual({
    method: 'run/removed',
    params: { id: run.id, runDir: run.runDir },
  });
});

test('series and layers of a run come as arrays', async () => {
  const run = await start('slow', 40);
  await becomes(run.id, 'interrupted');
  const answer = await call<{
    from: number;
    to: number;
    series: { key: string; points: number; values: { array: number } }[];
  }>('run/series', { run: run.id, keys: ['loss', 'validation.nll'], buckets: 4 });
  expect(answer).toMatchObject({ from: 1, to: 40 });
  const [loss, nll] = answer.series;
  expect([loss!.points, nll!.points]).toEqual([40, 0]);
  const values = session.arrays.get(loss!.values.array)!.values;
  expect([...values].map((value) => Math.round(value * 1e6) / 1e6).slice(0, 8)).toEqual([
    10, 0.1, 1, 0.1, 20, 0.05, 0.090909, 0.05,
  ]);
  const layers = await call<{ layers: { shape: number[] } }>('run/layers', { run: run.id });
  expect(layers.layers.shape).toEqual([0, 0]);
});

test('an untrusted session names nothing outside its folders', async () => {
  const untrusted = fakeSession([join(folder, 'work')], false);
  const outside = { text: specOf('slow'), path: join(folder, 'elsewhere.flow.json') };
  await expect(call('run/start', { spec: outside }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(
    call('run/start', { ...startParams('slow'), runDir: join(folder, 'there') }, untrusted),
  ).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(call('run/list', { root: folder }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(call('run/get', { run: join(folder, 'x') }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  writeFileSync(join(folder, 'secret.csv'), 'x,y\n1,2\n');
  const leaving = {
    text: JSON.stringify({
      data: { source: 'csv', path: '../../secret.csv', columns: ['x', 'y'] },
      layers: [{ type: 'actnorm' }],
    }),
    path: join(folder, 'work', 'deep', 'a.flow.json'),
  };
  await expect(call('run/start', { spec: leaving }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(call('run/start', { spec: { ...outside, path: 'relative.flow.json' } })).rejects.toMatchObject({
    code: 'wrong-value',
  });
});
