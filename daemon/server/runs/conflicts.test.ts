/** Clients that act on the same runs and folders at the same time; one client's failure harms nothing else. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeChecked } from '../../runs/directory/checked-json.ts';
import { Aborted } from '../aborted.ts';
import { fakeSession } from './testing/fake-session.ts';
import { until, useRuns } from './testing/use-runs.ts';

const runs = useRuns({ mayLog: true });
const { becomes, call, get, list, spec, start, stop } = runs;

test('a folder of the user is refused and keeps what is in it', async () => {
  const notes = join(runs.folder, 'work', 'notes');
  mkdirSync(notes);
  writeFileSync(join(notes, 'spec.txt'), 'my own words');
  await expect(start('slow', { runDir: notes })).rejects.toMatchObject({ code: 'run-exists', exitCode: 2 });
  expect(readFileSync(join(notes, 'spec.txt'), 'utf8')).toBe('my own words');
  const empty = join(runs.folder, 'work', 'empty');
  mkdirSync(empty);
  await expect(start('refuses', { runDir: empty })).rejects.toMatchObject({ code: 'missing-data' });
  expect(existsSync(empty)).toBe(true);
});

test('a folder that is not empty is refused at once even if the run would be queued, and its old run stays listed', async () => {
  await runs.reopen({ most: 1 });
  const finished = await start('slow', { runDir: join(runs.folder, 'work', 'out') });
  await stop(finished.runDir);
  await start('slow');
  const before = (await list()).find(({ runDir }) => runDir === finished.runDir);
  await expect(start('slow', { runDir: finished.runDir })).rejects.toMatchObject({ code: 'run-exists', exitCode: 2 });
  expect((await list()).find(({ runDir }) => runDir === finished.runDir)).toEqual(before);
  expect(runs.plugin.busy()).toEqual({ running: 1, queued: 0 });
});

test('a directory in use is refused to a second start, also by another name, and the first goes on', async () => {
  const runDir = join(runs.folder, 'work', 'out');
  const first = await start('slow', { runDir });
  symlinkSync(join(runs.folder, 'work'), join(runs.folder, 'alias'));
  for (const again of [runDir, `${runDir}/`, join(runs.folder, 'alias', 'out')]) {
    await expect(start('slow', { runDir: again })).rejects.toMatchObject({ code: 'run-exists' });
  }
  expect(runs.plugin.busy()).toEqual({ running: 1, queued: 0 });
  expect((await stop(join(runs.folder, 'alias', 'out'))).status).toBe('interrupted');
  expect(first.id).toBe('out');
});

test('runs of the same id in two folders are two runs; the id alone is refused', async () => {
  const places = ['a', 'b'].map((project) => join(runs.folder, 'work', project, 'res'));
  const [a, b] = [await start('slow', { runDir: places[0] }), await start('slow', { runDir: places[1] })];
  expect([a.id, b.id]).toEqual(['res', 'res']);
  await expect(stop('res')).rejects.toMatchObject({ code: 'ambiguous-run' });
  await stop(a.runDir);
  expect(await get(b.runDir)).toMatchObject({ status: 'running', owned: true });
  await stop('res');
});

test('two clients that resume one run follow the same process', async () => {
  const run = await start('slow');
  await stop(run.id);
  const answers = await Promise.all([call('run/resume', { run: run.id }), call('run/resume', { run: run.runDir })]);
  expect(answers.map((answer) => answer.run.runDir)).toEqual([run.runDir, run.runDir]);
  expect(runs.plugin.busy()).toEqual({ running: 1, queued: 0 });
  await stop(run.id);
  expect(runs.plugin.busy()).toEqual({ running: 0, queued: 0 });
});

test('resume and delete at once: one of them is refused, and nothing half remains', async () => {
  const run = await start('slow');
  await stop(run.id);
  const [resumed, deleted] = await Promise.allSettled([
    call('run/resume', { run: run.id }),
    call('run/delete', { run: `${run.runDir}/` }),
  ]);
  expect([resumed.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
  if (resumed.status === 'fulfilled') await stop(run.id);
  expect(existsSync(join(run.runDir, 'run.json'))).toBe(resumed.status === 'fulfilled');
  expect(readdirSync(join(runs.folder, 'work', '.flowscope', 'runs')).filter((name) => name.startsWith('.'))).toEqual(
    [],
  );
});

test('a run that pauses makes room for the next; one that waits says so', async () => {
  await runs.reopen({ most: 1 });
  const first = await start('one');
  const second = await start('two');
  expect(second.status).toBe('queued');
  await expect(call('run/pause', { run: second.id })).rejects.toMatchObject({ code: 'run-queued' });
  await call('run/pause', { run: first.id });
  await becomes(second.id, 'running');
  await stop(first.id);
  await stop(second.id);
});

test('a start that is cancelled ends what has not begun; one whose client vanished goes on', async () => {
  for (const [reason, left] of [
    ['cancelled', 0],
    ['session ended', 1],
  ] as const) {
    const controller = new AbortController();
    const starting = call('run/start', { spec: spec('slow-start') }, runs.session, controller.signal);
    const outcome = starting.then(
      () => 'begun',
      () => 'ended',
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    controller.abort(new Aborted(reason));
    expect(await outcome).toBe(left === 0 ? 'ended' : 'begun');
    expect(runs.plugin.busy().running).toBe(left);
    expect(await list()).toHaveLength(left);
    for (const { id } of await list()) await stop(id);
  }
});

test('a stop that takes long is no failure as long as the worker speaks', async () => {
  await runs.reopen({ times: { grace: 1500 } });
  const run = await start('stubborn');
  const began = performance.now();
  expect((await stop(run.id)).status).toBe('interrupted');
  // Longer than the maximum silence.
  expect(performance.now() - began).toBeGreaterThan(1500);
  expect(readFileSync(join(run.runDir, 'metrics.jsonl'), 'utf8')).toContain('"event":"interrupted"');
});

test('a stop of a worker that says nothing ends it, as interrupted', async () => {
  await runs.reopen({ times: { grace: 250 } });
  const silent = await start('hang');
  expect((await stop(silent.id)).status).toBe('interrupted');
});

test('a directory that is removed under a live run ends it, and watchers are told', async () => {
  await call('run/watch', {});
  const run = await start('slow');
  rmSync(run.runDir, { recursive: true });
  // Makes the daemon look; any request would do.
  await call('run/pause', { run: run.id }).catch(() => {});
  await until(
    () => runs.plugin.busy().running,
    (count) => count === 0,
  );
  expect(runs.session.notifications.at(-1)).toMatchObject({ method: 'run/removed', params: { id: run.id } });
});

test('an untrusted session neither sees nor stops runs of other folders', async () => {
  mkdirSync(join(runs.folder, 'other'));
  const stranger = fakeSession([join(runs.folder, 'other')], false);
  const run = await start('slow');
  expect(await list(stranger)).toEqual([]);
  for (const method of ['run/get', 'run/stop', 'run/pause', 'run/delete', 'run/subscribe']) {
    await expect(call(method, { run: run.id }, stranger)).rejects.toMatchObject({ code: 'run-not-found' });
    await expect(call(method, { run: run.runDir }, stranger)).rejects.toMatchObject({ code: 'needs-trust' });
  }
  expect((await stop(run.id)).status).toBe('interrupted');
});

test('links lead an untrusted session nowhere: not to write, not to list, not to delete', async () => {
  mkdirSync(join(runs.folder, 'outside', '.flowscope', 'runs'), { recursive: true });
  const outside = fakeSession([join(runs.folder, 'outside')]);
  const { run } = await call('run/start', { spec: spec('slow', { at: 'outside' }) }, outside);
  await stop(run.runDir, outside);
  symlinkSync(join(runs.folder, 'outside'), join(runs.folder, 'work', 'link'));
  mkdirSync(join(runs.folder, 'work', '.flowscope'));
  symlinkSync(join(runs.folder, 'outside', '.flowscope', 'runs'), join(runs.folder, 'work', '.flowscope', 'runs'));
  const untrusted = fakeSession([join(runs.folder, 'work')], false);
  const through = { ...spec('slow'), path: join(runs.folder, 'work', 'link', 'x.flow.json') };
  await expect(call('run/start', { spec: through }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  const runDir = join(runs.folder, 'work', 'link', 'deep', 'r');
  await expect(call('run/start', { spec: spec('slow'), runDir }, untrusted)).rejects.toMatchObject({
    code: 'needs-trust',
  });
  expect(await list(untrusted)).toEqual([]);
  for (const name of [
    run.id,
    join(runs.folder, 'work', '.flowscope', 'runs', run.id),
    join(runs.folder, 'work', 'link', '.flowscope', 'runs', run.id),
  ]) {
    await expect(call('run/delete', { run: name }, untrusted)).rejects.toMatchObject({
      code: expect.stringMatching(/^(needs-trust|run-not-found)$/),
    });
  }
  expect(existsSync(run.runDir)).toBe(true);
});

test.runIf(process.platform === 'linux')('FIFOs and devices in a run directory hold nobody up', async () => {
  const run = await start('slow');
  await stop(run.id);
  rmSync(join(run.runDir, 'lease'));
  execFileSync('mkfifo', [join(run.runDir, 'lease')]);
  rmSync(join(run.runDir, 'spec.txt'));
  symlinkSync('/dev/zero', join(run.runDir, 'spec.txt'));
  const second = await start('other');
  await stop(second.id);
  rmSync(join(second.runDir, 'metrics.jsonl'));
  symlinkSync('metrics.jsonl', join(second.runDir, 'metrics.jsonl'));
  expect((await list()).map(({ name }) => name)).toContain('slow');
  const answer = await call<{ specText: string | null }>('run/get', { run: run.id });
  expect(answer.specText).toBeNull();
});

test('an untrusted session resumes nothing whose spec, by its record, lies elsewhere', async () => {
  const run = await start('slow');
  await stop(run.id);
  const path = join(run.runDir, 'run.json');
  // A stranger can also compute the checksum.
  const { checksum: _, ...record } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, encodeChecked({ ...record, spec: '/etc/x.flow.json' }));
  const untrusted = fakeSession([join(runs.folder, 'work')], false);
  await expect(call('run/resume', { run: run.runDir }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
});

test('what waited for a trusted session waits on for an untrusted one with less trust, and is not lost when it cannot start', async () => {
  await runs.reopen({ most: 1 });
  await start('one');
  writeFileSync(join(runs.folder, 'secret.csv'), 'x,y\n1,2\n3,4\n5,6\n');
  const text = JSON.stringify({
    name: 'table',
    data: { source: 'csv', path: '../secret.csv', columns: ['x', 'y'] },
    layers: [{ type: 'actnorm' }],
    training: { batchSize: 1 },
  });
  const path = join(runs.folder, 'work', 'table.flow.json');
  const { run: waiting } = await call('run/start', { spec: { text, path } });
  expect(waiting.status).toBe('queued');
  await runs.reopen();
  const untrusted = fakeSession([join(runs.folder, 'work')], false);
  await expect(call('run/resume', { run: waiting.id }, untrusted)).rejects.toMatchObject({ code: 'needs-trust' });
  rmSync(join(runs.folder, 'secret.csv'));
  await expect(call('run/resume', { run: waiting.id })).rejects.toMatchObject({ code: 'missing-data' });
  expect((await list()).map(({ name }) => name)).toContain('table');
});

test('a worker that was replaced is not started: the daemon says that it is outdated', async () => {
  const script = join(runs.folder, 'worker.js');
  writeFileSync(script, 'process.exit(1)');
  await runs.reopen({ script });
  writeFileSync(script, 'process.exit(2) // another version');
  await expect(start('slow')).rejects.toMatchObject({ code: 'daemon-outdated' });
  rmSync(script);
  await expect(start('slow')).rejects.toMatchObject({ code: 'daemon-outdated' });
});
