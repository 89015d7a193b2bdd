/** The training loop: how it handles a full disk and user requests, and when it reports steps. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { counting, full, setUp } from './testing/counting-training.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('a full disk pauses the run, which continues by itself once there is room', async () => {
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
      // While it waits.
      if (!isFull) setTimeout(() => control.request('stop'), 50);
      isFull = true;
      throw full();
    },
    sync: () => {
      if (isFull) throw full();
    },
  });
  expect(await run(counting())).toMatchObject({ event: 'interrupted', step: 20 });
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
    ...stepper,
    run: (first, count) => {
      if (first === 7) stopped.control.request('stop');
      return stepper.run(first, count);
    },
  });
  expect(stopped.stepEvents().at(-1)!.step).toBe(7);
  const diverged = setUp(() => false, often);
  await diverged.run(counting((step) => step >= 5, 10));
  expect(diverged.stepEvents().at(-1)!.step).toBe(7);
  expect(diverged.events.at(-1)).toMatchObject({ event: 'failed', step: 7 });
});
