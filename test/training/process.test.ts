/** Training as a process: interrupts, kills and resumes of the built command line. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCheckpoints } from '../../daemon/runs/checkpoints/list-checkpoints.ts';
import { readLeaseOwner } from '../../daemon/runs/lease/lease-owner.ts';
import { flowscope, type Outcome, type RunOptions } from '../cli/flowscope.ts';
import { flowscopeHere } from '../cli/in-process.ts';
import { writeSlowImages } from './slow-images.ts';
import { killGroup, once, pressTwice } from './watch.ts';

const SPEC = {
  name: 'moons',
  data: { source: 'two-moons', samples: 1000, evaluationSamples: 200 },
  layers: [
    {
      type: 'repeat',
      times: 2,
      layers: [
        { type: 'actnorm' },
        { type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [16] } },
      ],
    },
  ],
  // A second of work: what is interrupted at its first checkpoints is far from its end.
  training: { steps: 2000, batchSize: 64, seed: 1, checkpoint: { every: 100 }, validation: { every: 200 } },
};

const folder = mkdtempSync(join(tmpdir(), 'flowscope-process-'));
const spec = join(folder, 'moons.flow.json');

const CHECKPOINT = '"event":"checkpoint"';
type Disturbance = NonNullable<RunOptions['meanwhile']>;

beforeAll(() => writeFileSync(spec, JSON.stringify(SPEC)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const directory = (name: string) => join(folder, name);

/** Trains in a new directory; `meanwhile` disturbs it. */
function begin(name: string, meanwhile: Disturbance, detached = false): Promise<Outcome> {
  const args = ['train', spec, '--run-dir', directory(name), '--json'];
  return flowscope(args, { cwd: folder, meanwhile, detached });
}

const resume = (name: string, options: Partial<RunOptions> = {}) =>
  flowscope(['train', '--resume', directory(name), '--json'], { cwd: folder, ...options });

const newest = async (name: string) => (await listCheckpoints(join(directory(name), 'checkpoints'))).at(-1)!;
const signalWorker = (name: string, signal: NodeJS.Signals) =>
  process.kill(readLeaseOwner(directory(name))!.pid, signal);

/** It ended in order, said so, and saved its last step. */
async function expectInterrupted(name: string, { code, lines }: Outcome): Promise<void> {
  expect(code).toBe(130);
  const last = lines().at(-1)!;
  expect(last).toMatchObject({ event: 'interrupted', runDir: directory(name) });
  expect(await newest(name)).toMatchObject({ step: last.step, path: last.checkpoint });
}

// Five runs one after the other: more than one test's share on a busy machine.
test('a run that is killed and interrupted in every way ends in the weights of one that was not, bit for bit', {
  timeout: 120_000,
}, async () => {
  const run = 'disturbed';
  // The command and its worker, in the same instant.
  expect((await begin(run, once(CHECKPOINT, killGroup, { times: 2 }), true)).code).toBeNull();
  let reached = (await newest(run)).step;
  // The second checkpoint was acknowledged.
  expect(reached).toBeGreaterThanOrEqual(200);

  // The worker alone: the run fails with a message.
  const failed = await resume(run, { meanwhile: once(CHECKPOINT, () => signalWorker(run, 'SIGKILL')) });
  expect(failed.code).toBe(1);
  expect(Number(failed.lines()[0]!.resumedFrom)).toBeGreaterThanOrEqual(reached);
  expect(failed.lines().at(-1)).toMatchObject({
    event: 'failed',
    code: 'crashed',
    message: expect.stringContaining('SIGKILL'),
  });
  const listed = await flowscopeHere(['runs', '--root', folder, '--json'], { cwd: folder });
  const { runs } = listed.json() as { runs: { runDir: string; status: string }[] };
  expect(runs.find(({ runDir }) => runDir === directory(run))).toMatchObject({ status: 'failed' });
  const acknowledged = Number(failed.lines().findLast(({ event }) => event === 'checkpoint')!.step);
  reached = (await newest(run)).step;
  expect(reached).toBeGreaterThanOrEqual(acknowledged);

  // Ctrl-C: the chunk is finished and saved.
  const stopped = await resume(run, { meanwhile: once(CHECKPOINT, (pid) => process.kill(pid, 'SIGINT')) });
  expect(Number(stopped.lines()[0]!.resumedFrom)).toBeGreaterThanOrEqual(reached);
  await expectInterrupted(run, stopped);

  const finished = await resume(run);
  expect(finished.code).toBe(0);
  expect(finished.lines()[0]).toMatchObject({ event: 'start', resumedFrom: stopped.lines().at(-1)!.step });
  const last = finished.lines().at(-1)!;
  expect(last).toMatchObject({ event: 'done', step: SPEC.training.steps });
  const whole = await begin('whole', () => {});
  expect(last.parametersSha256).toBe(whole.lines().at(-1)!.parametersSha256);
});

test('images that are decoded are counted, and Ctrl-C ends that at once', async () => {
  const target = directory('slow-run');
  let pressed = 0;
  const { code, lines, stderr } = await flowscope(
    ['train', writeSlowImages(folder), '--run-dir', target, '--json', '--local'],
    {
      cwd: folder,
      meanwhile: once('"event":"preparing"', (pid) => {
        pressed = performance.now();
        process.kill(pid, 'SIGINT');
      }),
    },
  );
  // Decoding all of them takes far longer.
  expect(performance.now() - pressed).toBeLessThan(3000);
  expect(code).toBe(130);
  expect(lines()[0]).toEqual({ event: 'preparing', what: 'decoding-images', done: expect.any(Number), total: 400 });
  expect(lines().at(-1)).toEqual({ event: 'interrupted', runDir: '', step: 0, checkpoint: null });
  expect(stderr).toBe('Ending before training begins. Press Ctrl-C again to end at once.\n');
  expect(existsSync(target)).toBe(false);
});

test('a second Ctrl-C ends at once, and no acknowledged checkpoint is lost', async () => {
  const { code, lines } = await begin(
    'twice',
    once(CHECKPOINT, (_pid, child) => {
      // A worker that stands still cannot end by the first press.
      signalWorker('twice', 'SIGSTOP');
      pressTwice(child);
    }),
  );
  expect(code).toBe(130);
  expect(lines().at(-1)).toMatchObject({ event: 'interrupted' });
  const acknowledged = lines().findLast(({ event }) => event === 'checkpoint')!;
  expect((await newest('twice')).step).toBeGreaterThanOrEqual(Number(acknowledged.step));
});

test('a run that is training is refused to a second trainer; SIGTERM to the worker is a stop', async () => {
  let second: Promise<Outcome> | null = null;
  const first = await begin(
    'taken',
    once(CHECKPOINT, () => {
      // The first trainer holds its lease for as long as the second one takes to start.
      signalWorker('taken', 'SIGSTOP');
      second = resume('taken');
      void second.then(() => {
        signalWorker('taken', 'SIGCONT');
        signalWorker('taken', 'SIGTERM');
      });
    }),
  );
  const { code, json } = (await second!) as Outcome;
  expect(code).toBe(1);
  expect(json()).toMatchObject({ error: { code: 'run-locked' } });
  await expectInterrupted('taken', first);
});
