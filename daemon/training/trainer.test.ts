/** The loop around the steps, with a stepper that only counts: what it does when the disk or the user is in the way. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { CheckpointContent, CheckpointStore } from '../runs/checkpoint-store.ts';
import type { TrainingPlan } from '../spec/plan.ts';
import { controlSource } from './control.ts';
import { lossLimitOf } from './loss-limit.ts';
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
function counting(skip: (step: number) => boolean = () => false, milliseconds = 0): Stepper {
  return {
    async run(state, first, count) {
      if (milliseconds > 0) vi.advanceTimersByTime(count * milliseconds);
      const steps = Array.from({ length: count }, (_, i) => first + i);
      const bad = steps.findIndex(skip);
      const done = bad < 0 ? steps : steps.slice(0, bad + 1);
      const reports = done.map((step) => ({
        step,
        loss: step,
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

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const full = () => new FlowscopeError('disk-full', 'No space left to write the checkpoint (ENOSPC).');

interface Conditions {
  readonly training?: Partial<TrainingPlan>;
  readonly steps?: number;
  /** NLL of a validation by its number, 1-based. */
  readonly nll?: (validation: number) => number;
  /** Of its hundred rows those without a finite log q. */
  readonly leftOut?: (validation: number) => number;
  readonly sync?: () => void;
  /** Called before the last event is recorded. */
  readonly conclude?: () => void;
}

function setUp(
  fails: (attempt: number) => boolean,
  { training, steps = 20, nll, leftOut = () => 0, sync, conclude }: Conditions = {},
) {
  const control = controlSource();
  const events: TrainEvent[] = [];
  const times: number[] = [];
  const written: CheckpointContent[] = [];
  let attempts = 0;
  let validations = 0;
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
    emit: (event) => {
      events.push(event);
      times.push(performance.now());
    },
    conclude: async (event) => {
      conclude?.();
      log.emit(event);
    },
    layers: async () => {},
    trouble: null,
    attempt: 1,
    sync: async () => sync?.(),
    close: async () => {},
  };
  const run = (stepper: Stepper) =>
    train({
      runDir: '/run',
      training: { ...TRAINING, ...training },
      steps,
      stepper,
      lossLimit: lossLimitOf({ lossLimit: null }, [1], 0),
      layout: { groups: [], fixed: [], averaged: false },
      fixed: new Map(),
      start: { state: { count: Float32Array.of(0) }, progress: NO_PROGRESS, checkpoint: null },
      chunkLimit: 100,
      dataLogDet: 0,
      layerOrder: [],
      validate: nll
        ? async () => {
            const count = leftOut(++validations);
            const notFinite = { count, negativeInfinity: count, positiveInfinity: 0, nan: 0 };
            return { nll: nll(validations), se: 0, n: 100, unit: 'nats', ...(count === 0 ? {} : { notFinite }) };
          }
        : null,
      finish: async () => ({ validation: null, test: null, parametersSha256: '' }),
      store,
      log,
      control,
    });
  const stepEvents = () =>
    events.flatMap((event, i) => (event.event === 'step' ? [{ ...event, time: times[i]! }] : []));
  const saved = () => written.map(({ step, best }) => (best ? `best ${step}` : `${step}`));
  return { control, events, written, run, stepEvents, saved };
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

test('a disk that is full at the very end: the run is done only once its last record is written', async () => {
  let attempts = 0;
  const { run, events } = setUp(() => false, {
    conclude: () => {
      if (++attempts < 3) throw full();
    },
  });
  expect((await run(counting())).event).toBe('done');
  const told = events.filter(({ event }) => ['paused', 'resumed', 'done'].includes(event)).map(({ event }) => event);
  expect(told).toEqual(['paused', 'resumed', 'paused', 'resumed', 'done']);
});

test('a stop while the last record waits for room: the run is interrupted, not done', async () => {
  let isFull = false;
  const { run, control, events } = setUp(() => false, {
    conclude: () => {
      isFull = true;
      throw full();
    },
    sync: () => {
      if (isFull) throw full();
    },
  });
  const running = run(counting());
  setTimeout(() => control.request('stop'), 50);
  expect(await running).toMatchObject({ event: 'interrupted', step: 20 });
  expect(events.map(({ event }) => event)).not.toContain('done');
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

test('at most ten step events a second, however often validation cuts the chunks; no loss is left out of the means', async () => {
  const often = { training: { validation: { every: 1, samples: 1 } }, steps: 95, nll: () => 1 };
  const { run, stepEvents } = setUp(() => false, often);
  await run(counting(() => false, 10));
  const told = stepEvents();
  expect(told[0]!.step).toBe(1);
  expect(told.at(-1)!.step).toBe(95);
  expect(told.length).toBeLessThanOrEqual(11);
  for (const [i, { time }] of told.slice(1, -1).entries()) expect(time - told[i]!.time).toBeGreaterThanOrEqual(100);
  for (const [i, { step, lossMean }] of told.slice(1).entries()) {
    // Losses are 1, 2, 3, …
    expect(lossMean).toBeCloseTo((told[i]!.step + 1 + step) / 2, 9);
  }
});

test('the last step is told before an interruption and before a divergence, too', async () => {
  const often = { training: { validation: { every: 1, samples: 1 } }, nll: () => 1 };
  const stopped = setUp(() => false, often);
  const stepper = counting(() => false, 10);
  await stopped.run({
    run: (state, first, count) => {
      if (first === 7) stopped.control.request('stop');
      return stepper.run(state, first, count);
    },
  });
  expect(stopped.stepEvents().at(-1)!.step).toBe(7);
  const diverged = setUp(() => false, often);
  await diverged.run(counting((step) => step >= 5, 10));
  expect(diverged.stepEvents().at(-1)!.step).toBe(7);
  expect(diverged.events.at(-1)).toMatchObject({ event: 'failed', step: 7 });
});

const improving = (n: number) => -n;
const EVERY_STEP = {
  validation: { every: 1, samples: 1 },
  checkpoint: { every: 10_000, seconds: 1000, keep: 3 },
};

test('weights that improve all the time are saved at once at first, then every five seconds, and at the end', async () => {
  const { run, saved } = setUp(() => false, { training: EVERY_STEP, steps: 120, nll: improving });
  await run(counting(() => false, 100));
  expect(saved()).toEqual(['best 1', 'best 51', 'best 101', 'best 120']);
});

test('weights that leave fewer validation rows out are the best, whatever the NLL of the others', async () => {
  // The NLL falls all the time; the second validation is the first that leaves only one row out.
  const rows = [5, 1, 2, 1, 3];
  const { run, saved, events } = setUp(() => false, {
    training: { validation: { every: 20, samples: 100 }, checkpoint: { every: 20, seconds: 1000, keep: 9 } },
    steps: 100,
    nll: improving,
    leftOut: (validation) => rows[validation - 1]!,
  });
  expect(await run(counting())).toMatchObject({ event: 'done', bestStep: 80 });
  expect(saved()).toEqual(['best 20', 'best 40', '60', 'best 80', '100']);
  const told = events.flatMap((event) => (event.event === 'validation' ? [event.notFinite?.count] : []));
  expect(told).toEqual(rows);
});

test('early stopping counts a validation that leaves more rows out as no improvement', async () => {
  const { run } = setUp(() => false, {
    training: { ...EVERY_STEP, earlyStopping: { patience: 3, minDelta: 0 } },
    nll: improving,
    leftOut: (validation) => (validation === 2 ? 0 : 1),
  });
  expect(await run(counting())).toMatchObject({ event: 'done', reason: 'early-stopping', step: 5, bestStep: 2 });
});

/** Validates every 10 steps; only those after 10 and 20 steps are improvements. */
const TWO_BESTS: Conditions = {
  training: { validation: { every: 10, samples: 1 }, checkpoint: { every: 10_000, seconds: 1000, keep: 3 } },
  steps: 60,
  nll: (n) => (n <= 2 ? -n : 0),
};

test('the best weights are on the disk before any later checkpoint, in the state they were found in', async () => {
  const told = setUp(() => false, TWO_BESTS);
  await told.run(counting(() => false, 1));
  expect(told.saved()).toEqual(['best 10', 'best 20', '60']);
  expect(told.written[1]!.state).toMatchObject({ step: 20, stale: 0, best: { step: 20 } });
  expect(told.events.flatMap((event) => (event.event === 'checkpoint' ? [`${event.step} ${event.best}`] : []))).toEqual(
    ['10 true', '20 true', '60 false'],
  );
  const cadence = setUp(() => false, {
    ...TWO_BESTS,
    training: { ...TWO_BESTS.training, checkpoint: { every: 25, seconds: 1000, keep: 3 } },
  });
  await cadence.run(counting(() => false, 1));
  expect(cadence.saved()).toEqual(['best 10', 'best 20', '25', '50', '60']);
});

test('the best weights are saved when the training is stopped, diverges or breaks down', async () => {
  const stepper = counting(() => false, 1);
  const stopped = setUp(() => false, TWO_BESTS);
  const stopping: Stepper = {
    run(state, first, count) {
      if (first + count > 25) stopped.control.request('stop');
      return stepper.run(state, first, count);
    },
  };
  expect(await stopped.run(stopping)).toMatchObject({ event: 'interrupted' });
  expect(stopped.saved().slice(0, 2)).toEqual(['best 10', 'best 20']);
  expect(stopped.written.at(-1)!.step).toBe((stopped.events.at(-1) as { step: number }).step);

  const diverged = setUp(() => false, TWO_BESTS);
  const final = await diverged.run(counting((step) => step >= 25, 1));
  expect(diverged.saved()).toEqual(['best 10', 'best 20']);
  expect(final).toMatchObject({ event: 'failed', checkpoint: '/run/checkpoints/step-20.safetensors' });

  const broken = setUp(() => false, TWO_BESTS);
  const breaking: Stepper = {
    async run(state, first, count) {
      if (first + count > 25) throw new Error('bad_alloc');
      return stepper.run(state, first, count);
    },
  };
  await expect(broken.run(breaking)).rejects.toThrow('bad_alloc');
  expect(broken.saved()).toEqual(['best 10', 'best 20']);
});

test('a stop saves the best weights as the best, and although the log cannot be written', async () => {
  const { run, control, saved, events } = setUp(() => false, {
    ...TWO_BESTS,
    sync: () => {
      control.request('stop');
      throw full();
    },
  });
  expect(await run(counting(() => false, 1))).toMatchObject({
    event: 'interrupted',
    checkpoint: '/run/checkpoints/step-10.safetensors',
  });
  expect(saved()).toEqual(['best 10']);
  expect(events.find(({ event }) => event === 'paused')).toMatchObject({ reason: 'disk-full' });
});

test('a checkpoint that is asked for is of this step, also when older best weights are due', async () => {
  const stepper = counting(() => false, 300);
  const { run, control, saved } = setUp(() => false, TWO_BESTS);
  await run({
    run(state, first, count) {
      // Five seconds after step 10 was saved, and the best since is that of step 20.
      if (first === 27) control.requestSave();
      return stepper.run(state, first, count);
    },
  });
  expect(saved()).toEqual(['best 10', 'best 20', '27', '60']);
});
