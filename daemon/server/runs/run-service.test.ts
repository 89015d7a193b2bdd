/** Runs from start to end, their queue, and what becomes of runs whose worker fails. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { can } from '../../../protocol/run-actions.ts';
import { fakeSession } from './testing/fake-session.ts';
import { until, useRuns } from './testing/use-runs.ts';

const runs = useRuns();
const { becomes, call, get, list, spec, start } = runs;
afterEach(() => void vi.useRealTimers());

test('a run begins, pauses, goes on, stops, is resumed, and is deleted', async () => {
  const run = await start('slow', { at: 'work/deep' });
  expect(run).toMatchObject({ status: 'running', owned: true, name: 'slow', queuePosition: null, unsaved: false });
  expect(dirname(run.runDir)).toBe(join(runs.folder, 'work', 'deep', '.flowscope', 'runs'));
  // Typing and all else comes first.
  expect(getPriority(run.pid!)).toBe(10);
  await until(
    () => get(run.id),
    ({ step }) => step > 3,
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
  expect((await get(run.id)).status).toBe('running');
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  const failed = await becomes(run.id, 'failed');
  expect(failed.error).toMatchObject({ code: 'hung', message: expect.stringMatching(/did not respond for 9\d\d s/) });
  const { run: resumed } = await call('run/resume', { run: run.id });
  expect(resumed.status).toBe('running');
  await call('run/stop', { run: run.id });
});

test('what a backend does before the first step is a part of the run, until then', async () => {
  const run = await start('compiles');
  const compiling = await until(
    () => get(run.id),
    ({ working }) => working !== undefined,
  );
  expect(compiling).toMatchObject({ status: 'running', working: { backend: 'jax', what: 'compiling', seconds: 2 } });
  const training = await until(
    () => get(run.id),
    ({ step }) => step > 0,
  );
  expect(training.working).toBeUndefined();
  await call('run/stop', { run: run.id });
});

test('what is chosen beside the spec is checked before the run begins, and waits with it', async () => {
  const choose = (engine: object, name = 'slow') => call('run/start', { spec: spec(name), engine });
  await expect(choose({ device: 'gpu' })).rejects.toMatchObject({ code: 'usage' });
  const untrusted = fakeSession([join(runs.folder, 'work')], false);
  const named = { spec: spec('slow'), engine: { python: '/tmp/their/python' } };
  await expect(call('run/start', named, untrusted)).rejects.toMatchObject({
    code: 'needs-trust',
    message: 'the Python /tmp/their/python is not started in an untrusted workspace',
  });
  await start('one');
  await start('two');
  const { run } = await choose({ backend: 'jax', python: '/opt/python3' }, 'three');
  expect(run).toMatchObject({ status: 'queued', backend: 'jax' });
  await expect(call('run/resume', { run: run.id, engine: named.engine }, untrusted)).rejects.toMatchObject({
    code: 'needs-trust',
  });
});

test('what cannot begin is the answer to the request, and leaves nothing behind', async () => {
  await expect(start('crash-at-start')).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/status 7 before it began\. libonnxruntime/),
  });
  await expect(start('refuses')).rejects.toMatchObject({ code: 'missing-data', hint: 'Put it there.', exitCode: 2 });
  const broken = { spec: { text: '{"data": {"source": "two-moos"}}', path: join(runs.folder, 'work', 'a.flow.json') } };
  await expect(call('run/start', broken)).rejects.toMatchObject({ code: 'wrong-value' });
  expect(await list()).toEqual([]);
  expect(readdirSync(join(runs.folder, 'work', '.flowscope', 'runs'))).toEqual([]);
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
  expect(runs.plugin.busy()).toEqual({ running: 2, queued: 2 });
  await call('run/stop', { run: third.id });
  expect((await get(fourth.id)).queuePosition).toBe(1);
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
  expect(asked.specText).toBe(spec('three').text);
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
  await runs.reopen();
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

test('an untrusted session names nothing outside its folders', async () => {
  const untrusted = fakeSession([join(runs.folder, 'work')], false);
  const outside = { text: spec('slow').text, path: join(runs.folder, 'elsewhere.flow.json') };
  await expect(call('run/start', { spec: outside }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(
    call('run/start', { spec: spec('slow'), runDir: join(runs.folder, 'there') }, untrusted),
  ).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(call('run/list', { root: runs.folder }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(call('run/get', { run: join(runs.folder, 'x') }, untrusted)).rejects.toMatchObject({
    code: 'needs-trust',
  });
  writeFileSync(join(runs.folder, 'secret.csv'), 'x,y\n1,2\n');
  const leaving = {
    text: JSON.stringify({
      data: { source: 'csv', path: '../../secret.csv', columns: ['x', 'y'] },
      layers: [{ type: 'actnorm' }],
    }),
    path: join(runs.folder, 'work', 'deep', 'a.flow.json'),
  };
  await expect(call('run/start', { spec: leaving }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(call('run/start', { spec: { ...outside, path: 'relative.flow.json' } })).rejects.toMatchObject({
    code: 'wrong-value',
  });
});

test('a run is annotated while it trains and at rest, and every client is told', async () => {
  const run = await start('slow');
  const told: (string | undefined)[] = [];
  runs.plugin.service.listen({ changed: ({ label }) => void told.push(label) });
  const { run: named } = await call('run/annotate', { run: run.id, label: ' wider ' });
  expect(named).toMatchObject({ id: run.id, status: 'running', label: 'wider' });
  expect(told).toContain('wider');
  expect((await get(run.id)).label).toBe('wider');
  await call('run/stop', { run: run.id });
  const { run: noted } = await call('run/annotate', { run: run.id, label: null, note: 'Too slow.' });
  expect(noted).toMatchObject({ status: 'interrupted', note: 'Too slow.' });
  expect(noted.label).toBeUndefined();
  expect(await list()).toMatchObject([{ id: run.id, note: 'Too slow.' }]);
  await call('run/delete', { run: run.id });
  expect(existsSync(run.runDir)).toBe(false);
});

test('snapshots are noticed while a run trains, although no event tells of them', async () => {
  const run = await start('slow');
  expect(run.snapshots).toEqual([]);
  const folder = join(run.runDir, 'snapshots');
  mkdirSync(folder);
  for (const name of ['step-1.json', 'step-1.safetensors']) writeFileSync(join(folder, name), '');
  const { snapshots } = await until(
    () => get(run.id),
    (now) => now.snapshots?.length === 1,
  );
  expect(snapshots).toEqual([{ step: 1, path: join(folder, 'step-1.safetensors') }]);
  await call('run/stop', { run: run.id });
});

test('a run that has not begun has no directory for an annotation', async () => {
  await start('slow');
  await start('slow');
  const queued = await start('slow');
  expect(queued.status).toBe('queued');
  expect(queued.settings).toMatchObject({ 'training.seed': expect.any(Number) });
  await expect(call('run/annotate', { run: queued.id, label: 'x' })).rejects.toMatchObject({ code: 'run-not-begun' });
});
