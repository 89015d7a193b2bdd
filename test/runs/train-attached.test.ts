/** `flowscope train` beside a running daemon: the same lines, the same weights, and what happens when things end. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCheckpoint, runList, runStart, runStop } from '../../protocol/rpc/run-methods.ts';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import { flowscope, type Outcome, type RunOptions } from '../cli/flowscope.ts';
import { type DaemonProcess, startDaemonProcess } from './daemon-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-attached-'));
const spec = join(folder, 'moons.flow.json');
let daemon: DaemonProcess;

beforeAll(async () => {
  writeFileSync(
    spec,
    JSON.stringify({
      name: 'moons',
      data: { source: 'two-moons', samples: 2000, evaluationSamples: 500 },
      layers: [
        {
          type: 'repeat',
          times: 4,
          layers: [{ type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [16] } }],
        },
      ],
      training: { steps: 300, batchSize: 128, seed: 3, checkpoint: { every: 100 } },
    }),
  );
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  daemon = await startDaemonProcess(join(folder, 'state'), ['--runs', '1']);
});

afterAll(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
});

const train = (args: readonly string[], options: Partial<RunOptions> = {}): Promise<Outcome> =>
  flowscope(['train', ...args, '--json', '--discovery', daemon.discovery], { cwd: folder, ...options });

/** Acts once what a stream of the command says holds `text`. */
const once =
  (
    text: string,
    act: (pid: number, child: ChildProcess) => void,
    stream: 'stdout' | 'stderr' = 'stdout',
  ): NonNullable<RunOptions['meanwhile']> =>
  (child) => {
    let seen = '';
    child[stream].on('data', (chunk) => {
      if (seen.includes(text)) return;
      seen += String(chunk);
      if (seen.includes(text)) act(child.pid!, child);
    });
  };

const kinds = (outcome: Outcome) =>
  outcome
    .lines()
    .map(({ event, step }) => `${event}:${step ?? ''}`)
    // How many there are of these depends on the clock.
    .filter((line) => !/^(step|layers|checkpoint):/.test(line));

test('the lines of a training by the daemon are those of a local one, and so are its weights', async () => {
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
  // A complete run tells again what it told.
  const again = await train(['--resume', String(a.runDir)]);
  expect(again.code).toBe(0);
  expect(again.lines().map(({ event }) => event)).toEqual(['start', 'done']);
  const connection = await daemon.connect({ folders: [folder] });
  const { runs } = await connection.request(runList, {});
  expect(runs.filter(({ status }) => status === 'finished')).toHaveLength(2);
  await connection.close();
});

test('Ctrl-C stops in order; the resumed training ends in the same weights', async () => {
  const whole = await train([spec, '--steps', '900']);
  const stopped = await train([spec, '--steps', '900'], {
    meanwhile: once('"event":"checkpoint"', (pid) => process.kill(pid, 'SIGINT')),
  });
  expect(stopped.code).toBe(130);
  const last = stopped.lines().at(-1)!;
  expect(last).toMatchObject({ event: 'interrupted' });
  const resumed = await train(['--resume', String(last.runDir)]);
  expect(resumed.lines()[0]).toMatchObject({ event: 'start', resumedFrom: last.step });
  for (const line of resumed.lines()) expect(() => trainEventSchema.parse(line)).not.toThrow();
  expect(resumed.lines().at(-1)!.parametersSha256).toBe(whole.lines().at(-1)!.parametersSha256);
});

test('a second Ctrl-C ends at once; a second training waits for the first', async () => {
  let waiting: Promise<Outcome> | null = null;
  const first = await train([spec, '--steps', '100000'], {
    meanwhile: once('"event":"checkpoint"', (pid, child) => {
      const press = () => {
        // The first press may have sufficed.
        if (child.exitCode === null) process.kill(pid, 'SIGINT');
      };
      waiting = train([spec, '--steps', '50'], {
        meanwhile: once(
          'in its queue',
          () => {
            press();
            setTimeout(press, 120);
          },
          'stderr',
        ),
      });
    }),
  });
  // A press that meets the last instant of the process ends it as a signal: 130 to a shell, null here.
  expect([130, null]).toContain(first.code);
  expect(first.lines().at(-1)).toMatchObject({ event: 'interrupted' });
  const second = (await waiting!) as Outcome;
  expect(second.stderr).toContain('place 1 in its queue');
  expect(second.code).toBe(0);
  expect(second.lines().at(-1)).toMatchObject({ event: 'done', step: 50 });
});

test('another client that stops the run at once ends the command, too', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  const outcome = await train([spec, '--steps', '1000000'], {
    meanwhile: once('"event":"checkpoint"', () => {
      void connection
        .request(runList, {})
        .then(({ runs }) => runs.find(({ owned }) => owned)!)
        .then(({ runDir }) => connection.request(runStop, { run: runDir, force: true }));
    }),
  });
  expect(outcome.code).toBe(130);
  expect(outcome.lines().at(-1)).toMatchObject({ event: 'interrupted' });
  expect(outcome.lines().filter(({ event }) => event === 'interrupted')).toHaveLength(1);
  await connection.close();
});

test('a training that waits in the queue is left with one press or two, and a second command follows the same run', async () => {
  const connection = await daemon.connect({ folders: [folder] });
  const text = readFileSync(spec, 'utf8');
  const { run: first } = await connection.request(runStart, { spec: { text, path: spec }, steps: 1_000_000 });
  for (const presses of [1, 2]) {
    const outcome = await train([spec], {
      meanwhile: (child) => {
        let seen = '';
        child.stderr.on('data', (chunk) => {
          seen += String(chunk);
          if (!seen.includes('place 1')) return;
          seen = '';
          for (let press = 0; press < presses; press++) {
            setTimeout(() => child.exitCode === null && child.kill('SIGINT'), 50 + 130 * press);
          }
        });
      },
    });
    // A press that meets the last instant of the process ends it as a signal: 130 to a shell, null here.
    expect([130, null]).toContain(outcome.code);
    expect(outcome.lines()).toEqual([{ event: 'interrupted', runDir: '', step: 0, checkpoint: null }]);
  }
  const { runs } = await connection.request(runList, {});
  expect(runs.filter(({ status }) => status === 'queued')).toEqual([]);
  // Resuming a run that trains follows it.
  const following = train(['--resume', first.runDir]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await connection.request(runStop, { run: first.runDir });
  const followed = await following;
  expect(followed.code).toBe(130);
  expect(followed.lines()[0]).toMatchObject({ event: 'start' });
  expect(followed.lines().at(-1)).toMatchObject({ event: 'interrupted', runDir: first.runDir });
  await connection.close();
});

test('a daemon that ends in order saves first: the command says interrupted; the next daemon waits for it', async () => {
  let next: Promise<DaemonProcess> | null = null;
  const outcome = await train([spec, '--steps', '1000000'], {
    meanwhile: once('"event":"checkpoint"', () => {
      daemon.child.kill('SIGTERM');
      next = startDaemonProcess(join(folder, 'state'), ['--runs', '1']);
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

test('errors are those of a local training', async () => {
  const bad = join(folder, 'bad.flow.json');
  writeFileSync(bad, '{"data": {"source": "two-moos"}, "layers": [{"type": "actnorm"}]}');
  const occupied = join(folder, 'occupied');
  mkdirSync(occupied);
  writeFileSync(join(occupied, 'mine.txt'), '');
  for (const args of [[bad], [spec, '--run-dir', occupied], ['--resume', 'no-such-run']]) {
    const [attached, local] = [await train(args), await train([...args, '--local'])];
    expect(attached.json()).toEqual(local.json());
    expect([attached.code, local.code]).toEqual([2, 2]);
  }
});

test('a daemon that is killed: the command says so, the worker saves, and the run goes on where it stood', async () => {
  const outcome = await train([spec, '--steps', '4000'], {
    meanwhile: once('"event":"checkpoint"', () => process.kill(daemon.pid, 'SIGKILL')),
  });
  expect(outcome.code).toBe(1);
  const error = (outcome.lines().at(-1) as { error: { code: string; hint: string } }).error;
  expect(error.code).toBe('connection-lost');
  const runDir = /--resume (\S+)/.exec(error.hint)![1]!;
  daemon = await startDaemonProcess(join(folder, 'state'), ['--runs', '1']);
  const connection = await daemon.connect({ folders: [folder] });
  const found = await (async () => {
    for (;;) {
      const { runs } = await connection.request(runList, {});
      const run = runs.find((each) => each.runDir === runDir)!;
      if (run.status !== 'running') return run;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await connection.close();
  expect(found).toMatchObject({ status: 'interrupted', pid: null });
  const resumed = await train(['--resume', runDir]);
  expect(resumed.code).toBe(0);
  expect(resumed.lines()[0]!.resumedFrom).toBeGreaterThan(0);
  expect(resumed.lines().at(-1)).toMatchObject({ event: 'done', step: 4000 });
});
