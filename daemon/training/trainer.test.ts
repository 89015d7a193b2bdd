/** The loop around the steps, with a stepper that only counts: what it does when the disk or the user is in the way. */
import { expect, test } from 'vitest';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { CheckpointContent, CheckpointStore } from '../runs/checkpoint-store.ts';
import type { TrainingPlan } from '../spec/plan.ts';
import { controlSource } from './control.ts';
import { NO_PROGRESS } from './progress.ts';
import type { RunLog } from './run-log.ts';
import type { Stepper } from './stepper.ts';
import { train } from './trainer.ts';

const TRAINING: TrainingPlan = {
  objective: { type: 'max-likelihood' },
  steps: 20,
  epochs: null,
  batchSize: 1,
  seed: 0,
  optimizer: { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  schedule: { type: 'constant', warmup: 0, final: 0, every: 1000, factor: 0.5 },
  gradientClip: null,
  ema: null,
  validation: { every: 1000, samples: 1 },
  earlyStopping: null,
  checkpoint: { every: 5, seconds: 1000, keep: 3 },
  statistics: { every: 10 },
  lossLimit: null,
  recompute: false,
};

/** A stepper whose state counts the steps; `skip` says which steps have a gradient that is not finite. */
function counting(skip: (step: number) => boolean = () => false): Stepper {
  return {
    async run(state, first, count) {
      const steps = Array.from({ length: count }, (_, i) => first + i);
      const bad = steps.findIndex(skip);
      const done = bad < 0 ? steps : steps.slice(0, bad + 1);
      const reports = done.map((step) => ({
        step,
        loss: 1,
        gradientNorm: 1,
        base: 0,
        layers: new Float32Array(),
        learningRate: 1e-3,
        skipped: skip(step),
      }));
      const taken = done.filter((step) => !skip(step)).length;
      return { state: { count: Float32Array.of(state.count![0]! + taken) }, reports, diverged: null };
    },
  };
}

const full = () => new FlowscopeError('disk-full', 'No space left to write the checkpoint (ENOSPC).');

function setUp(fails: (attempt: number) => boolean) {
  const control = controlSource();
  const events: TrainEvent[] = [];
  const written: CheckpointContent[] = [];
  let attempts = 0;
  const store: CheckpointStore = {
    directory: '/run/checkpoints',
    async write(content) {
      if (fails(++attempts)) throw full();
      written.push(content);
      const { step, best } = content;
      return { step, path: `/run/checkpoints/step-${step}.safetensors`, sha256: 'hash', size: 1, best, time: '' };
    },
    async discardAfter() {},
  };
  const log: RunLog = {
    emit: (event) => events.push(event),
    layers: async () => {},
    trouble: null,
    attempt: 1,
    sync: async () => {},
    close: async () => {},
  };
  const run = (stepper: Stepper) =>
    train({
      runDir: '/run',
      training: TRAINING,
      steps: 20,
      stepper,
      layout: { groups: [], fixed: [], averaged: false },
      fixed: new Map(),
      start: { state: { count: Float32Array.of(0) }, progress: NO_PROGRESS, checkpoint: null },
      chunkLimit: 100,
      dataLogDet: 0,
      layerOrder: [],
      validate: null,
      finish: async () => ({ validation: null, test: null, parametersSha256: '' }),
      store,
      log,
      control,
    });
  return { control, events, written, run, names: () => events.map(({ event }) => event) };
}

test('a full disk pauses the training and it goes on by itself once there is room', async () => {
  const { run, events, written } = setUp((attempt) => attempt === 2);
  expect((await run(counting())).event).toBe('done');
  expect(written.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
  const pause = events.find(({ event }) => event === 'paused');
  expect(pause).toMatchObject({ reason: 'disk-full', step: 10, message: expect.stringContaining('ENOSPC') });
  expect(events.some(({ event }) => event === 'resumed')).toBe(true);
});

test('a stop while the disk is full ends with the previous checkpoint', async () => {
  const { run, control, events, written } = setUp((attempt) => attempt >= 2);
  const running = run(counting());
  setTimeout(() => control.request('stop'), 50);
  expect(await running).toMatchObject({ event: 'interrupted', checkpoint: '/run/checkpoints/step-5.safetensors' });
  expect(written.map(({ step }) => step)).toEqual([5]);
  expect(events.at(-1)!.event).toBe('interrupted');
});

test('skipped steps are counted; three in a row are a divergence', async () => {
  const some = setUp(() => false);
  expect((await some.run(counting((step) => step === 4 || step === 9))).event).toBe('done');
  expect(some.events.findLast((event) => event.event === 'step')).toMatchObject({ skipped: 2 });
  const many = setUp(() => false);
  const final = await many.run(counting((step) => step >= 7 && step <= 9));
  expect(final).toMatchObject({
    event: 'failed',
    code: 'diverged',
    step: 9,
    checkpoint: '/run/checkpoints/step-5.safetensors',
  });
});

test('the first step is told at once, and the last one always', async () => {
  const { run, events } = setUp(() => false);
  await run(counting());
  const steps = events.flatMap((event) => (event.event === 'step' ? [event.step] : []));
  expect(steps[0]).toBe(1);
  expect(steps.at(-1)).toBe(20);
});
