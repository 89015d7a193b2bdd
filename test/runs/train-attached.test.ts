/** `flowscope train` beside a running daemon: the same lines, the same weights, and what happens when things end. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { runCheckpoint, runList, runStart, runStop } from '../../protocol/rpc/run-methods.ts';
import { runsResultSchema } from '../../protocol/runs-result.ts';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import { flowscope, type Outcome, type RunOptions } from '../cli/flowscope.ts';
import { flowscopeHere } from '../cli/in-process.ts';
import { writeSlowImages } from '../training/slow-images.ts';
import { once, pressTwice } from '../training/watch.ts';
import { COMPETING, type DaemonProcess, startDaemonProcess } from './daemon-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-attached-'));
const spec = join(folder, 'moons.flow.json');
let slow: string;
let daemon: DaemonProcess;
/** Of the weights of a run that nobody disturbs. */
let undisturbed: unknown;

/** A second of work: what is disturbed at its first checkpoints is far from its end. */
const STEPS = 2000;
const CHECKPOINT = '"event":"checkpoint"';
/** For what comes as soon as the machine lets it. */
const PATIENTLY = { timeout: 60_000 };

beforeAll(async () => {
  writeFileSync(
    spec,
    JSON.stringify({
      name: 'moons',
      data: { source: 'two-moons', samples: 1000, evaluationSamples: 200 },
      layers: [
        {
          type: 'repeat',
          times: 2,
          layers: [{ type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [16] } }],
        },
      ],
      training: { steps: STEPS, batchSize: 64, seed: 3, checkpoint: { every: 100 } },
    }),
  );
  slow = writeSlowImages(folder);
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  daemon = await startDaemonProcess(join(folder, 'state'), ['--runs', '1', ...COMPETING]);
});

afterAll(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
});

const train = (args: readonly string[], options: Partial<RunOptions> = {}): Promise<Outcome> =>
  flowscope(['train', ...args, '--json', '--discovery', daemon.discovery], { cwd: folder, ...options });

/** The same in this process, where nothing is trained. */
const trainHere = (args: readonly string[]): Promise<Outcome> =>
  flowscopeHere(['train', ...args, '--json', '--discovery', daemon.discovery], { cwd: folder });

/** The run that trains, once the daemon lists its first steps: the one before it may still be listed, and a worker that has not begun yet has said nothing. */
async function owned(connection: DaemonConnection): Promise<{ readonly runDir: string; readonly pid: number }> {
  for (;;) {
    const { runs } = await connection.request(runList, {});
    const newest = runs.find(({ owned, status }) => owned && status !== 'queued');
    if (newest?.status === 'running' && newest.pid !== null && newest.step > 0)
      return { runDir: newest.runDir, pid: newest.pid };
    await delay(20);
  }
}

const kinds = (outcome: Outcome) =>
  outcome
    .lines()
    .map(({ event, step }) => `${event}:${step ?? ''}`)
    // How many there are of these depends on the clock.
    .filter((line) => !/^(step|layers|checkpoint):/.test(line));

test('a run of the daemon prints the lines of a local one, and ends with its weights', async () => {
  const [attached, local] = [await train([spec]), await train([spec, '--local'])];
  expect(attached.stderr).toBe('');
  expect([attached.code, local.code]).toEqual([0, 0]);
  for (const line of attached.lines()) expect(() => trainEventSchema.parse(line)).not.toThrow();
  expect(kinds(attached)).toEqual(kinds(local));
  const [a, b] = [attached.lines().at(-1)!, local.lines().at(-1)!];
  // Byte by byte but for what the clock and the place decide.
  const shape = (line: object) =>
    JSON.stringify(line, (key, value) => (key === '' || key === 'event' ? value : typeof value));
  for (const kind of ['start', 'step', 'validation', 'checkpoint', 'done']) {
    const [ours, theirs] = [attached, local].map((outcome) => outcome.lines().find(({ event }) => event === kind)!);
    expect(shape(ours!)).toBe(shape(theirs!));
    expect(Object.keys(ours!)).toEqual(Object.keys(theirs!));
  }
  expect(a.parametersSha256).toBe(b.parametersSha256);
  undisturbed = a.parametersSha256;
  // A complete run tells again what it told.
  const again = await train(['--resume', String(a.runDir)]);
  expect(again.code).toBe(0);
  expect(again.lines().map(({ event }) => event)).toEqual(['start', 'done']);
  const connection = await daemon.connect({ folders: [folder] });
  const { runs } = await connection.request(runList, {});
  expect(runs.filter(({ status }) => status === 'finished')).toHaveLength(2);
  await connection.close();
});

test('a run that decodes images is counted here and in its entry, and Ctrl-C drops it', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  let entry: Promise<unknown> = Promise.resolve();
  const { code, lines } = await train([slow], {
    meanwhile: once('"event":"preparing"', (pid) => {
      entry = connection.request(runList, {}).then(({ runs }) => {
        process.kill(pid, 'SIGINT');
        return runs.find(({ spec: path }) => path === slow);
      });
    }),
  });
  expect(code).toBe(130);
  const counted = { what: 'decoding-images', done: expect.any(Number), total: 400 };
  expect(lines()[0]).toEqual({ event: 'preparing', ...counted });
  expect(lines().at(-1)).toMatchObject({ event: 'interrupted', step: 0, checkpoint: null });
  expect(await entry).toMatchObject({ status: 'starting', begun: false, preparing: counted });
  // The daemon ends the worker after it has answered.
  await vi.waitFor(async () => {
    const { runs } = await connection.request(runList, {});
    expect(runs.filter(({ spec: path }) => path === slow)).toEqual([]);
  }, PATIENTLY);
  await connection.close();
});

test('a run that decodes images stops at once, without its grace time', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  const starting = connection.request(runStart, { spec: { text: readFileSync(slow, 'utf8'), path: slow } });
  starting.catch(() => {});
  const run = await vi.waitFor(async () => {
    const { runs } = await connection.request(runList, {});
    const found = runs.find(({ preparing }) => preparing !== undefined);
    expect(found).toBeDefined();
    return found!;
  }, PATIENTLY);
  const asked = performance.now();
  await connection.request(runStop, { run: run.runDir });
  // SIGTERM would come after ten seconds, as would the end of decoding.
  expect(performance.now() - asked).toBeLessThan(5000);
  await expect(starting).rejects.toMatchObject({ message: expect.stringContaining('stopped before it began') });
  await connection.close();
});

test('Ctrl-C stops in order; a killed daemon is named, and its worker saves; the resumed run ends in the same weights', async () => {
  const stopped = await train([spec], { meanwhile: once(CHECKPOINT, (pid) => process.kill(pid, 'SIGINT')) });
  expect(stopped.code).toBe(130);
  const last = stopped.lines().at(-1)!;
  expect(last).toMatchObject({ event: 'interrupted' });
  const runDir = String(last.runDir);

  const lost = await train(['--resume', runDir], {
    meanwhile: once(CHECKPOINT, () => process.kill(daemon.pid, 'SIGKILL')),
  });
  expect(lost.code).toBe(1);
  expect(lost.lines()[0]).toMatchObject({ event: 'start', resumedFrom: last.step });
  const { error } = lost.lines().at(-1) as { error: { code: string; hint: string } };
  expect(error.code).toBe('connection-lost');
  expect(/--resume (\S+)/.exec(error.hint)![1]).toBe(runDir);

  daemon = await startDaemonProcess(join(folder, 'state'), ['--runs', '1', ...COMPETING]);
  const connection = await daemon.connect({ folders: [folder] });
  const found = async () => {
    const { runs } = await connection.request(runList, {});
    return runs.find((run) => run.runDir === runDir)!;
  };
  await expect.poll(async () => (await found()).status, PATIENTLY).not.toBe('running');
  expect(await found()).toMatchObject({ status: 'interrupted', pid: null });
  await connection.close();

  const resumed = await train(['--resume', runDir]);
  expect(resumed.code).toBe(0);
  expect(Number(resumed.lines()[0]!.resumedFrom)).toBeGreaterThan(Number(last.step));
  for (const line of resumed.lines()) expect(() => trainEventSchema.parse(line)).not.toThrow();
  expect(resumed.lines().at(-1)).toMatchObject({ event: 'done', step: STEPS, parametersSha256: undisturbed });
});

test('a second Ctrl-C ends at once; a second run waits for the first', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  let waiting: Promise<Outcome> | null = null;
  const first = await train([spec, '--steps', '1000000'], {
    meanwhile: once(CHECKPOINT, (_pid, child) => {
      void owned(connection).then(({ pid }) => {
        // A worker that stands still cannot end by the first press.
        process.kill(pid, 'SIGSTOP');
        waiting = train([spec, '--steps', '50'], {
          meanwhile: once('Queued behind', () => pressTwice(child), { stream: 'stderr' }),
        });
      });
    }),
  });
  // A press that meets the last instant of the process ends it as a signal: 130 to a shell, null here.
  expect([130, null]).toContain(first.code);
  expect(first.lines().at(-1)).toMatchObject({ event: 'interrupted' });
  const second = (await waiting!) as Outcome;
  expect(second.stderr).toContain('Queued behind moons: ');
  expect(second.code).toBe(0);
  expect(second.lines().at(-1)).toMatchObject({ event: 'done', step: 50 });
  await connection.close();
});

test('another client that stops the run at once ends the command, too', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  let stopping: Promise<unknown> | null = null;
  const outcome = await train([spec, '--steps', '1000000'], {
    meanwhile: once(CHECKPOINT, () => {
      stopping = owned(connection).then(({ runDir }) => connection.request(runStop, { run: runDir, force: true }));
    }),
  });
  await stopping;
  expect(outcome.code).toBe(130);
  expect(outcome.lines().at(-1)).toMatchObject({ event: 'interrupted' });
  expect(outcome.lines().filter(({ event }) => event === 'interrupted')).toHaveLength(1);
  await connection.close();
});

test('one or two presses leave a queued run, and a second command follows the same run', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  const text = readFileSync(spec, 'utf8');
  const { run: first } = await connection.request(runStart, { spec: { text, path: spec }, steps: 1_000_000 });
  // It need not work while it keeps others waiting.
  const { pid } = await owned(connection);
  // As this daemon was asked to; 10 without `--nice`.
  expect(getPriority(pid)).toBe(0);
  process.kill(pid, 'SIGSTOP');
  const { run: second } = await connection.request(runStart, { spec: { text, path: spec }, steps: 7 });
  const listed = (...args: readonly string[]) =>
    flowscopeHere(['runs', '--discovery', daemon.discovery, ...args], { cwd: folder });
  expect(runsResultSchema.parse((await listed('--json')).json()).queued).toMatchObject([
    { id: second.id, runDir: second.runDir, steps: 7, position: 1 },
  ]);
  expect((await listed()).stdout).toMatch(new RegExp(`${second.id} +queued, position 1 +0/7 `));
  await connection.request(runStop, { run: second.runDir });
  expect((await listed('--json')).json()).not.toHaveProperty('queued');
  for (const presses of [1, 2]) {
    const outcome = await train([spec], {
      meanwhile: once(
        'Queued behind moons',
        (_pid, child) => (presses === 1 ? void child.kill('SIGINT') : pressTwice(child)),
        {
          stream: 'stderr',
        },
      ),
    });
    // A press that meets the last instant of the process ends it as a signal: 130 to a shell, null here.
    expect([130, null]).toContain(outcome.code);
    expect(outcome.lines()).toEqual([{ event: 'interrupted', runDir: '', step: 0, checkpoint: null }]);
  }
  const { runs } = await connection.request(runList, {});
  expect(runs.filter(({ status }) => status === 'queued')).toEqual([]);
  // Resuming a run that trains follows it.
  let stopping: Promise<unknown> | null = null;
  const followed = await train(['--resume', first.runDir], {
    meanwhile: once('"event":"start"', () => {
      stopping = connection.request(runStop, { run: first.runDir });
      process.kill(pid, 'SIGCONT');
    }),
  });
  expect(followed.code).toBe(130);
  expect(followed.lines()[0]).toMatchObject({ event: 'start' });
  expect(followed.lines().at(-1)).toMatchObject({ event: 'interrupted', runDir: first.runDir });
  await stopping;
  await connection.close();
});

test('a daemon that ends in order saves first: the command says interrupted; the next daemon waits for it', async () => {
  let next: Promise<DaemonProcess> | null = null;
  const outcome = await train([spec, '--steps', '1000000'], {
    meanwhile: once(CHECKPOINT, () => {
      daemon.child.kill('SIGTERM');
      next = startDaemonProcess(join(folder, 'state'), ['--runs', '1', ...COMPETING]);
    }),
  });
  expect(outcome.code).toBe(130);
  const last = outcome.lines().at(-1)!;
  expect(last).toMatchObject({ event: 'interrupted' });
  expect(last.checkpoint).not.toBeNull();
  daemon = await next!;
  expect(daemon.pid).toBe(daemon.child.pid);
});

test('a checkpoint can be asked for at any time', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  const text = readFileSync(spec, 'utf8').replace('"every":100', '"every":1000000');
  const { run } = await connection.request(runStart, { spec: { text, path: spec }, steps: 1_000_000 });
  const { run: first } = await connection.request(runCheckpoint, { run: run.id });
  const { run: second } = await connection.request(runCheckpoint, { run: run.id });
  const newest = [first, second].map(({ checkpoints }) => checkpoints.at(-1)!.step);
  expect(newest[0]).toBeGreaterThan(0);
  expect(newest[1]).toBeGreaterThan(newest[0]!);
  await connection.request(runStop, { run: run.id });
  await connection.close();
});

test('errors are those of a local run', async () => {
  const bad = join(folder, 'bad.flow.json');
  writeFileSync(bad, '{"data": {"source": "two-moos"}, "layers": [{"type": "actnorm"}]}');
  const occupied = join(folder, 'occupied');
  mkdirSync(occupied);
  writeFileSync(join(occupied, 'mine.txt'), '');
  for (const [args, locally] of [
    [[bad], trainHere],
    // The worker says this one.
    [[spec, '--run-dir', occupied], train],
    [['--resume', 'no-such-run'], trainHere],
  ] as const) {
    const [attached, local] = [await trainHere(args), await locally([...args, '--local'])];
    expect(attached.json()).toEqual(local.json());
    expect([attached.code, local.code]).toEqual([2, 2]);
  }
});
