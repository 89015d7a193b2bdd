/** Which checkpoints the training loop keeps, and when. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Stepper } from './stepper.ts';
import { type Conditions, counting, full, setUp } from './testing/counting-training.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const improving = (n: number) => -n;
const NO_HISTORY = { history: 0, historyBytes: 0 };
const EVERY_STEP = {
  validation: { every: 1, samples: 1 },
  checkpoint: { every: 10_000, seconds: 1000, keep: 3, ...NO_HISTORY },
};

test('weights that improve all the time are saved at once at first, then every five seconds, and at the end', async () => {
  const { run, saved } = setUp(() => false, { training: EVERY_STEP, steps: 120, nll: improving });
  await run(counting(() => false, 100));
  expect(saved()).toEqual(['best 1', 'best 51', 'best 101', 'best 120']);
});

test('weights that leave fewer validation rows out are the best, whatever the NLL of the others', async () => {
  // The NLL always falls; the second validation is the first that leaves out only one row.
  const rows = [5, 1, 2, 1, 3];
  const { run, saved, events } = setUp(() => false, {
    training: {
      validation: { every: 20, samples: 100 },
      checkpoint: { every: 20, seconds: 1000, keep: 9, ...NO_HISTORY },
    },
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
  training: {
    validation: { every: 10, samples: 1 },
    checkpoint: { every: 10_000, seconds: 1000, keep: 3, ...NO_HISTORY },
  },
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
    training: { ...TWO_BESTS.training, checkpoint: { every: 25, seconds: 1000, keep: 3, ...NO_HISTORY } },
  });
  await cadence.run(counting(() => false, 1));
  expect(cadence.saved()).toEqual(['best 10', 'best 20', '25', '50', '60']);
});

test('the best weights are saved when the training is stopped, diverges or breaks down', async () => {
  const stepper = counting(() => false, 1);
  const stopped = setUp(() => false, TWO_BESTS);
  const stopping: Stepper = {
    ...stepper,
    run(first, count) {
      if (first + count > 25) stopped.control.request('stop');
      return stepper.run(first, count);
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
    ...stepper,
    async run(first, count) {
      if (first + count > 25) throw new Error('bad_alloc');
      return stepper.run(first, count);
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
    ...stepper,
    run(first, count) {
      // Five seconds after step 10 was saved; the best since then is step 20.
      if (first === 27) control.requestSave();
      return stepper.run(first, count);
    },
  });
  expect(saved()).toEqual(['best 10', 'best 20', '27', '60']);
});

test('snapshots are of exactly their steps, before any later checkpoint, and change no checkpoint', async () => {
  const plain = setUp(() => false, TWO_BESTS);
  await plain.run(counting(() => false, 1));
  const { run, kept, saved } = setUp(() => false, { ...TWO_BESTS, snapshotsAt: [1, 3, 17, 20, 44] });
  await run(counting(() => false, 1));
  expect(kept).toEqual([1, 3, 17, 20, 44]);
  expect(saved()).toEqual(plain.saved());
});

test('a snapshot that does not fit on the disk pauses the run until it does', async () => {
  const { run, kept, events } = setUp(() => false, {
    ...TWO_BESTS,
    snapshotsAt: [1, 3],
    snapshotFails: (attempt) => attempt === 2,
  });
  expect(await run(counting(() => false, 1))).toMatchObject({ event: 'done' });
  expect(kept).toEqual([1, 3]);
  expect(events.flatMap((event) => (event.event === 'paused' ? [`${event.step} ${event.reason}`] : []))).toEqual([
    '3 disk-full',
  ]);
});
