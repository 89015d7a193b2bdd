import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, fullDisk } from '../../../test/durability/faulty-file-system.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { openCheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { acquireLease } from '../lease/lease.ts';
import { type MetricsLog, openMetricsLog } from '../logs/metrics-log.ts';
import { encodeChecked } from './checked-json.ts';
import { findRun, listRuns } from './find-run.ts';
import { planHash, specHash } from './plan-hash.ts';
import { createRun, type NewRun, openRun, type Run } from './run-directory.ts';
import { runStatus } from './run-status.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'flowscope-run-')));
});
afterEach(() => rmSync(root, { recursive: true }));

const settings = (over: Partial<NewRun> = {}): NewRun => ({
  name: 'two-moons',
  spec: join(root, 'two-moons.flow.json'),
  specText: '{ "name": "two-moons" }',
  seed: 7,
  steps: 400,
  parameters: 1234,
  dimension: 2,
  backend: 'cpu',
  versions: { flowscope: '0.1.0', node: '24.0.0' },
  dataFingerprint: 'abc',
  plan: { name: 'two-moons', layers: [{ type: 'actnorm' }], training: { steps: 400, lossLimit: null } },
  now: () => new Date('2026-01-02T03:04:05.678Z'),
  ...over,
});

function log(run: Run, write: (log: MetricsLog) => void): void {
  const metrics = openMetricsLog(run.paths.metrics, { now: () => new Date('2026-01-02T04:00:00Z') });
  write(metrics);
  metrics.close();
}

test('a run lies beside its spec, ignored by git, and can be opened again', async () => {
  const run = await createRun(settings());
  expect(run.directory).toMatch(new RegExp(`^${root}/.flowscope/runs/two-moons-20260102T030405Z-[0-9a-f]{4}$`));
  expect(readFileSync(join(root, '.flowscope', '.gitignore'), 'utf8')).toBe('*\n');
  expect(readFileSync(run.paths.spec, 'utf8')).toBe('{ "name": "two-moons" }');
  expect(readdirSync(run.directory).sort()).toEqual(['run.json', 'spec.txt']);
  expect(await openRun(run.directory)).toEqual(run);
  expect(run.record).toMatchObject({ v: 1, id: basename(run.directory), created: '2026-01-02T03:04:05.678Z', seed: 7 });
  expect((await createRun(settings())).directory).not.toBe(run.directory);
});

test('names become file names', async () => {
  const run = await createRun(settings({ name: '../../Grüße: 月/x' }));
  expect(run.directory.startsWith(join(root, '.flowscope', 'runs'))).toBe(true);
  expect(basename(run.directory)).toMatch(/^[\w-][\w.-]+$/);
  expect(run.record.name).toBe('../../Grüße: 月/x');
});

test('the plan hash ignores the order of keys and nothing else', () => {
  expect(planHash({ a: 1, b: [1, { c: 2, d: null }] })).toBe(planHash({ b: [1, { d: null, c: 2 }], a: 1 }));
  expect(planHash({ a: [1, 2] })).not.toBe(planHash({ a: [2, 1] }));
  const training = { steps: 5, batchSize: 8 };
  const ofImages = { bits: 8, training };
  expect(specHash(ofImages)).toBe(specHash({ training: { ...training, steps: 7 } }));
});

describe('--run-dir', () => {
  test('absent or empty is taken; not empty is refused with exit code 2 and left alone', async () => {
    const given = join(root, 'deep', 'er');
    const run = await createRun(settings({ runDir: given }));
    expect(run.directory).toBe(given);
    expect(run.record.id).toBe('er');
    expect(existsSync(join(root, '.flowscope'))).toBe(false);
    const before = readFileSync(join(given, 'run.json'));
    await expect(createRun(settings({ runDir: given }))).rejects.toMatchObject({ code: 'run-exists', exitCode: 2 });
    expect(readFileSync(join(given, 'run.json')).equals(before)).toBe(true);
    mkdirSync(join(root, 'empty'));
    await createRun(settings({ runDir: join(root, 'empty') }));
  });

  test('a file and a link are refused', async () => {
    writeFileSync(join(root, 'file'), '');
    mkdirSync(join(root, 'target'));
    symlinkSync(join(root, 'target'), join(root, 'link'));
    for (const name of ['file', 'link', 'file/below']) {
      await expect(createRun(settings({ runDir: join(root, name) }))).rejects.toMatchObject({ code: 'run-exists' });
    }
    expect(readdirSync(join(root, 'target'))).toEqual([]);
  });

  test('a folder in another run is refused, also through a link', async () => {
    const outer = await createRun(settings({ runDir: join(root, 'outer') }));
    symlinkSync(outer.directory, join(root, 'link'));
    for (const name of ['outer/inner', 'outer/checkpoints/deep', 'link/inner']) {
      const given = join(root, name);
      await expect(createRun(settings({ runDir: given }))).rejects.toMatchObject({ code: 'run-exists', exitCode: 2 });
    }
    expect(readdirSync(outer.directory).sort()).toEqual(['run.json', 'spec.txt']);
  });

  test('of two runs that claim the same empty folder one gets it', async () => {
    const given = join(root, 'shared');
    const results = await Promise.allSettled([1, 2, 3].map(() => createRun(settings({ runDir: given }))));
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  });
});

test('a link in place of .flowscope is refused', async () => {
  mkdirSync(join(root, 'target'));
  symlinkSync(join(root, 'target'), join(root, '.flowscope'));
  await expect(createRun(settings())).rejects.toMatchObject({ code: 'unwritable' });
  expect(readdirSync(join(root, 'target'))).toEqual([]);
});

test('a full disk at creation is `disk-full`, and the half-made folder is no run', async () => {
  const fault: Fault = { bytesLeft: 10, code: 'ENOSPC' };
  await expect(createRun(settings({ files: fullDisk(fault) }))).rejects.toMatchObject({ code: 'disk-full' });
  expect(await listRuns(root)).toEqual({ runs: [], damaged: [] });
});

test('a run that could not begin leaves nothing to resume, and its --run-dir can be used again', async () => {
  const runDir = join(root, 'again');
  for (const code of ['ENOSPC', 'EIO']) {
    const files = fullDisk({ bytesLeft: 100, code });
    const error = await createRun(settings({ runDir, files })).catch((thrown: unknown) => thrown);
    expect((error as { hint: string }).hint).toMatch(/start the run again|choose another --run-dir/);
    expect((error as { hint: string }).hint).not.toMatch(/resume|checkpoint/);
  }
  expect((await createRun(settings({ runDir }))).directory).toBe(runDir);
});

test.runIf(process.platform === 'linux')('a folder in /proc ends with an error at once', async () => {
  for (const runDir of ['/proc/x', '/proc/self/x/y']) {
    await expect(createRun(settings({ runDir }))).rejects.toMatchObject({
      code: 'unwritable',
      file: runDir,
      message: expect.stringContaining('cannot hold files'),
      hint: expect.not.stringContaining('permissions'),
    });
  }
});

test('an edited or broken run.json is refused with the reason', async () => {
  const run = await createRun(settings());
  const path = join(run.directory, 'run.json');
  const verified = readFileSync(path, 'utf8');
  for (const [from, to] of [
    ['"steps": 400,\n "parameters"', '"steps": 500,\n "parameters"'],
    ['"backend": "cpu"', '"backend": "gpu"'],
    ['actnorm', 'permutation'],
  ] as const) {
    writeFileSync(path, verified.replace(from, to));
    expect(readFileSync(path, 'utf8')).not.toBe(verified);
    await expect(openRun(run.directory)).rejects.toMatchObject({
      code: 'run-damaged',
      message: expect.stringContaining('checksum does not match'),
    });
  }
  // As older versions wrote it.
  const { checksum: _, specSha256: __, ...older } = JSON.parse(verified) as Record<string, unknown>;
  const good = JSON.stringify(older, null, 1);
  writeFileSync(path, good);
  expect(await openRun(run.directory)).toMatchObject({ verified: false, record: { seed: 7, specSha256: null } });
  const broken: readonly (readonly [string, string])[] = [
    [good.replace('actnorm', 'permutation'), 'planHash'],
    [good.slice(0, 50), 'JSON'],
    ['[]', 'not a JSON object'],
    [good.replace('"v": 1', '"v": 2'), 'version is 2'],
    [good.replace('"seed": 7,', ''), '"seed" is missing'],
  ];
  for (const [text, reason] of broken) {
    writeFileSync(path, text);
    await expect(openRun(run.directory)).rejects.toMatchObject({
      code: 'run-damaged',
      message: expect.stringContaining(reason),
    });
  }
  await expect(openRun(root)).rejects.toMatchObject({ code: 'run-not-found', exitCode: 2 });
});

describe('status', () => {
  test('follows the lease and the last events', async () => {
    const run = await createRun(settings());
    const status = async () => (await runStatus(run)).status;
    expect(await status()).toBe('interrupted');
    const lease = await acquireLease(run.directory);
    expect(await status()).toBe('running');
    log(run, (metrics) => metrics.append('step', 5));
    expect(await status()).toBe('running');
    log(run, (metrics) => {
      metrics.append('paused', 5, { reason: 'user' });
      metrics.append('checkpoint', 5);
    });
    expect(await status()).toBe('paused');
    log(run, (metrics) => metrics.append('step', 6));
    expect(await status()).toBe('running');
    lease.release();
    // As after SIGKILL: no final record, no lease.
    expect(await status()).toBe('interrupted');
    log(run, (metrics) => metrics.append('failed', 6, { code: 'diverged', message: 'loss is NaN' }));
    expect(await runStatus(run)).toMatchObject({
      status: 'failed',
      error: { code: 'diverged', message: 'loss is NaN' },
    });
    log(run, (metrics) => {
      metrics.resume(5);
      metrics.append('done', 400);
    });
    expect(await runStatus(run)).toMatchObject({ status: 'finished', error: null, step: 400 });
  });

  test('the entry of `runs --json` is exactly the documented one', async () => {
    const run = await createRun(settings());
    const store = await openCheckpointStore(run.paths.checkpoints, { keep: 2 });
    for (const step of [10, 20, 30]) await store.write({ step, tensors: new Map(), state: {}, best: step === 10 });
    log(run, (metrics) => {
      metrics.append('start', 0);
      metrics.append('validation', 10, { nll: 1.5, se: 0.1, n: 10, unit: 'nats', best: true });
      metrics.append('validation', 20, { nll: 1.7, se: 0.1, n: 10, unit: 'nats', best: false });
      metrics.append('validation', 30, { nll: 1.2, se: 0.1, n: 10, unit: 'nats', best: true });
      metrics.append('step', 35, { loss: 1 });
    });
    log(run, (metrics) => {
      metrics.resume(20);
      metrics.append('step', 22, { loss: 1 });
    });
    const lease = await acquireLease(run.directory);
    const [entry] = (await listRuns(root)).runs;
    lease.release();
    expect(entry).toEqual({
      id: run.record.id,
      runDir: run.directory,
      name: 'two-moons',
      spec: join(root, 'two-moons.flow.json'),
      status: 'running',
      step: 22,
      steps: 400,
      started: '2026-01-02T03:04:05.678Z',
      updated: '2026-01-02T04:00:00.000Z',
      pid: process.pid,
      backend: 'cpu',
      seed: 7,
      parameters: 1234,
      validation: { nll: 1.7, se: 0.1, unit: 'nats', step: 20 },
      best: { nll: 1.5, se: 0.1, step: 10 },
      checkpoints: [10, 20, 30].map((step) => ({
        step,
        path: join(run.paths.checkpoints, `step-${step}.safetensors`),
        best: step === 10,
      })),
      snapshots: [],
      error: null,
      integrity: { state: 'verified', problems: [] },
      settings: { 'layers.actnorm': 1, 'training.steps': 400, 'training.lossLimit': null },
    });
  });

  test('says which runs are unverified, damaged or cannot be opened', async () => {
    const run = await createRun(settings({ now: () => new Date('2026-01-02T03:00:00Z') }));
    const problems = async () => (await runStatus(await openRun(run.directory))).integrity?.problems;
    expect(await problems()).toEqual([]);
    writeFileSync(join(run.directory, 'data.json'), '{}');
    writeFileSync(run.paths.checkpoints, '');
    mkdirSync(run.paths.metrics);
    const [entry] = (await listRuns(root)).runs;
    expect(entry?.integrity?.state).toBe('damaged');
    expect(await problems()).toEqual([
      expect.stringContaining('metrics.jsonl'),
      expect.stringContaining('data.json'),
      expect.stringContaining('checkpoints: it is not a folder'),
    ]);
    rmSync(run.paths.checkpoints);
    rmSync(run.paths.metrics, { recursive: true });
    rmSync(join(run.directory, 'data.json'));
    log(run, (metrics) => {
      metrics.append('step', 5);
      metrics.append('step', 6);
    });
    mkdirSync(run.paths.checkpoints);
    const manifest = { step: 9, sha256: 'x', size: 1, best: false, time: '' };
    writeFileSync(join(run.paths.checkpoints, 'step-9.json'), encodeChecked(manifest));
    expect(await problems()).toEqual([
      'metrics.jsonl: it ends at step 6, before the checkpoint of step 9',
      'checkpoints/step-9.safetensors: it is missing',
    ]);
    const { checksum: _, ...older } = JSON.parse(readFileSync(join(run.directory, 'run.json'), 'utf8')) as object & {
      checksum: string;
    };
    rmSync(run.paths.checkpoints, { recursive: true });
    writeFileSync(join(run.directory, 'run.json'), JSON.stringify(older));
    expect((await listRuns(root)).runs[0]?.integrity).toEqual({ state: 'unverified', problems: [] });
    writeFileSync(join(run.directory, 'run.json'), JSON.stringify({ ...older, v: 2 }));
    expect(await listRuns(root)).toMatchObject({ runs: [], damaged: [{ runDir: run.directory }] });
    // Another run must not take its place.
    await expect(findRun('latest', root)).rejects.toMatchObject({ code: 'run-damaged' });
    const newer = await createRun(settings());
    expect((await findRun('latest', root)).directory).toBe(newer.directory);
  });
});

describe('finding runs', () => {
  const at = (minute: number) => () => new Date(Date.UTC(2026, 0, 1, 0, minute));

  test('by folder, by id from below, latest; newest first', async () => {
    const older = await createRun(settings({ now: at(1) }));
    const newer = await createRun(settings({ now: at(3) }));
    const middle = await createRun(settings({ now: at(2) }));
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    const below = join(root, 'a', 'b');
    expect(await findRun(older.record.id, below)).toEqual(older);
    expect(await findRun(`../../.flowscope/runs/${older.record.id}`, below)).toEqual(older);
    expect(await findRun('latest', below)).toEqual(newer);
    const ids = [newer, middle, older].map(({ record }) => record.id);
    expect((await listRuns(root)).runs.map(({ id }) => id)).toEqual(ids);
    expect((await listRuns(join(root, '.flowscope', 'runs'))).runs.map(({ id }) => id)).toEqual(ids);
  });

  test('the nearest folder with a run wins for `latest`; ids are found in all', async () => {
    mkdirSync(join(root, 'inner', '.flowscope', 'runs'), { recursive: true });
    const outer = await createRun(settings({ now: at(9) }));
    expect(await findRun('latest', join(root, 'inner'))).toEqual(outer);
    const inner = await createRun(settings({ spec: join(root, 'inner', 's.flow.json'), now: at(1) }));
    expect(await findRun('latest', join(root, 'inner'))).toEqual(inner);
    expect(await findRun(outer.record.id, join(root, 'inner'))).toEqual(outer);
  });

  test('what is not there is exit code 2; ids do not climb out of the folder', async () => {
    await createRun(settings());
    writeFileSync(join(root, '.flowscope', 'run.json'), '{}');
    for (const name of ['nothing', '..', '', 'a/b']) {
      await expect(findRun(name, join(root, '.flowscope', 'runs'))).rejects.toBeInstanceOf(FlowscopeError);
    }
    await expect(findRun('nothing', root)).rejects.toMatchObject({ code: 'run-not-found', exitCode: 2 });
  });
});
