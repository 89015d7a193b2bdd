/**
 * A training worker for tests whose behavior depends on the flow's name. Well-behaved ones write a real run directory
 * and log for the daemon to read.
 */
import { writeSync } from 'node:fs';
import type { TrainEvent } from '../../../../protocol/train-events.ts';
import { createRun, openRun } from '../../../runs/directory/run-directory.ts';
import { acquireLease } from '../../../runs/lease/lease.ts';
import { openMetricsLog } from '../../../runs/logs/metrics-log.ts';
import type { TrainingJob } from '../../../training/training-job.ts';
import type { FromWorker, ToWorker } from '../../../worker/messages.ts';
import { parentChannel } from '../../../worker/parent-channel.ts';

let asked: 'stop' | 'pause' | null = null;
const send = (message: FromWorker) => channel.send(message);
const channel = parentChannel(
  (value) => {
    const message = value as ToWorker;
    if (message.type === 'request') asked = message.what;
    else if (message.type === 'train') void train(message.job);
  },
  () => {
    asked = 'stop';
  },
);

async function train(job: TrainingJob): Promise<void> {
  const run = job.kind === 'new' ? await create(job) : await openRun(job.runDir);
  if (run === null) return;
  const name = run.record.name;
  const lease = await acquireLease(run.directory);
  const log = openMetricsLog(run.paths.metrics);
  if (job.kind === 'resume') log.resume(0);
  const emit = (event: TrainEvent) => {
    const { event: kind, ...fields } = event;
    log.append(kind, 'step' in event ? event.step : 0, JSON.parse(JSON.stringify(fields)));
    send({ type: 'event', event });
  };
  emit({
    event: 'start',
    v: 1,
    runDir: run.directory,
    name,
    resumedFrom: job.kind === 'resume' ? 0 : null,
    seed: 0,
    steps: run.record.steps,
    parameters: 1,
    dimension: 2,
    backend: 'cpu',
    threads: job.threads,
    rows: { train: 1, validation: 1, test: 1 },
    floor: null,
  });
  if (name === 'compiles') {
    send({ type: 'event', event: { event: 'backend', backend: 'jax', what: 'compiling', seconds: 2 } });
    await sleep(300);
  }
  if (job.kind === 'new') await misbehave(name);
  for (let step = 1; asked !== 'stop' && step <= run.record.steps; step++) {
    if (asked === 'pause') {
      emit({ event: 'paused', step, reason: 'user', message: 'paused' });
      while (asked === 'pause') await sleep(5);
      if (asked === null) emit({ event: 'resumed', step, attempt: 1 });
    }
    emit({
      event: 'step',
      step,
      steps: run.record.steps,
      loss: 1 / step,
      lossMean: 1 / step,
      unit: 'nats',
      learningRate: 0.001,
      gradientNorm: 1,
      samplesPerSecond: 1000,
      elapsed: step / 100,
      eta: 1,
      skipped: 0,
    });
    await sleep(name === 'fast' ? 0 : 10);
  }
  // Takes long to end, but keeps sending events.
  for (let i = 0; name === 'stubborn' && i < 8; i++) {
    await sleep(250);
    send({ type: 'event', event: { event: 'layers', step: 1, base: 0, layers: [] } });
  }
  emit({ event: 'interrupted', runDir: run.directory, step: 1, checkpoint: null });
  log.close();
  lease.release();
  send({ type: 'finished' });
  await channel.close();
}

async function create(job: Extract<TrainingJob, { kind: 'new' }>) {
  const { name } = job.plan;
  if (name === 'crash-at-start') {
    process.stderr.write('libonnxruntime.so: cannot open shared object file\n');
    process.exit(7);
  }
  if (name === 'refuses') {
    send({
      type: 'error',
      error: { code: 'missing-data', message: 'there is no x.csv', hint: 'Put it there.', file: 'x.csv', exitCode: 2 },
    });
    await channel.close();
    return null;
  }
  if (name === 'slow-start') await sleep(1500);
  return createRun({
    name,
    spec: job.specPath,
    specText: job.specText,
    ...(job.runDir === null ? {} : { runDir: job.runDir }),
    seed: 0,
    steps: job.plan.training.steps ?? 1,
    parameters: 1,
    dimension: 2,
    backend: 'cpu',
    versions: {},
    dataFingerprint: 'none',
    plan: job.plan,
  });
}

async function misbehave(name: string): Promise<void> {
  await sleep(30);
  if (name === 'crash') {
    process.stderr.write('Segmentation fault in a kernel\n');
    process.kill(process.pid, 'SIGSEGV');
  }
  if (name === 'killed') process.kill(process.pid, 'SIGKILL');
  if (name === 'memory') {
    process.stderr.write('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n');
    process.abort();
  }
  if (name === 'garbage') writeSync(3, 'garbage{{{ which is not a message');
  if (name === 'nonsense') channel.send({ type: 'nonsense', of: [1, 2, 3] });
  if (name === 'not-an-event') channel.send({ type: 'event', event: { event: 'step', step: 'many' } });
  if (name === 'hang') {
    process.on('SIGTERM', () => {});
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
