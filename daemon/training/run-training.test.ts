/** Small real runs in ONNX Runtime: the trajectory is exact however it is split, and every way to end is reported. */
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { FailedEvent } from '../../protocol/train-events.ts';
import { normal } from '../data/doubts/example-numbers.ts';
import { buildFlow } from '../flow/flow.ts';
import type { ModelPlan } from '../models/plan.ts';
import { readCheckpoint } from '../runs/checkpoints/checkpoint-reader.ts';
import { listCheckpoints } from '../runs/checkpoints/list-checkpoints.ts';
import { readSafetensors } from '../runs/checkpoints/safetensors.ts';
import { openRun } from '../runs/directory/run-directory.ts';
import { listSnapshots } from '../runs/snapshots/snapshot-folder.ts';
import { flowPlanOf } from '../spec/parse-plan.ts';
import { done, LAYERS, stopAt, TABLE, TOY, type Trained, useSmallRuns } from './testing/small-runs.ts';
import { snapshotFiles } from './testing/snapshot-files.ts';
import { checkpointParameters } from './training-state.ts';

const { folder, trainNew, resume } = useSmallRuns();

describe.each([
  ['a toy', TOY, {}],
  [
    'EMA, AdamW, a schedule and recomputed activations',
    { ...TOY, layers: [{ ...LAYERS[0], times: 4 }] },
    { recompute: true, ema: { decay: 0.98 }, optimizer: { type: 'adamw' }, schedule: { type: 'cosine', warmup: 10 } },
  ],
  ['dequantization noise and context', TABLE, { optimizer: { type: 'adamax' } }],
])('%s', (_name, spec, extra) => {
  const training = { steps: 60, batchSize: 100, seed: 3, validation: { every: 10, samples: 200 }, ...extra };
  let trained: Promise<Trained> | null = null;
  /** The run that nothing disturbs. */
  const undisturbed = () => {
    trained ??= trainNew(spec, training);
    return trained;
  };

  test('a run that was stopped and resumed twice ends with the same weights, bit for bit', async () => {
    const whole = done(await undisturbed());
    const first = await trainNew(spec, training, stopAt(10));
    expect(first.final).toMatchObject({ event: 'interrupted' });
    const second = await resume(first.runDir, stopAt(40));
    expect(second.events[0]).toMatchObject({ event: 'start', resumedFrom: expect.any(Number) });
    const third = done(await resume(first.runDir));
    expect(third.parametersSha256).toBe(whole.parametersSha256);
    expect(third.bestStep).toBe(whole.bestStep);
    expect(third.test).toEqual(whole.test);
    const snapshots = snapshotFiles(whole.runDir);
    expect(snapshots.length).toBeGreaterThan(10);
    expect(snapshotFiles(first.runDir)).toEqual(snapshots);
    // Resuming a finished run reports its result again.
    const again = await resume(first.runDir);
    expect(again.events.map(({ event }) => event)).toEqual(['start', 'done']);
    expect(done(again).parametersSha256).toBe(whole.parametersSha256);
  });

  test('a snapshot has the weights of its step, as a checkpoint would', async () => {
    const { runDir } = await trainNew(spec, { ...training, steps: 20, checkpoint: { every: 1, keep: 20 } });
    const run = await openRun(runDir);
    const { paths } = run;
    const { parameters } = buildFlow(flowPlanOf(run));
    const { snapshots } = await listSnapshots(paths.snapshots);
    expect(snapshots.length).toBeGreaterThan(8);
    for (const { step, path } of snapshots) {
      const ofCheckpoint = checkpointParameters(parameters, (await readCheckpoint(paths.checkpoints, step)).tensors);
      expect(checkpointParameters(parameters, (await readSafetensors(path)).tensors)).toEqual(ofCheckpoint);
    }
  });

  test('checkpoints, snapshots and validations do not change the trajectory', async () => {
    const other = {
      ...training,
      validation: { every: 7, samples: 100 },
      checkpoint: { every: 11, seconds: 30, keep: 2, history: 0 },
    };
    expect(done(await trainNew(spec, other)).parametersSha256).toBe(done(await undisturbed()).parametersSha256);
  });
});

test('training learns: the gap to the true density falls', async () => {
  const { events } = await trainNew(TOY, {
    steps: 400,
    batchSize: 200,
    optimizer: { type: 'adam', learningRate: 5e-3 },
    validation: { every: 100, samples: 500 },
  });
  const gaps = events.flatMap((event) => (event.event === 'validation' ? [event.gap!.mean] : []));
  expect(gaps).toHaveLength(4);
  expect(gaps.at(-1)!).toBeLessThan(gaps[0]!);
  expect(gaps.at(-1)!).toBeLessThan(0.4);
});

test('divergence ends the run, is reported, and keeps the last good checkpoint', async () => {
  const training = {
    steps: 4000,
    batchSize: 100,
    gradientClip: null,
    // Rises by 0.0025 each step: good at first, soon far too high.
    optimizer: { type: 'adam', learningRate: 10 },
    schedule: { warmup: 4000 },
    validation: { every: 5, samples: 100 },
  };
  const { final, runDir, events } = await trainNew(TOY, training);
  expect(final).toMatchObject({ event: 'failed', code: 'diverged', message: expect.stringContaining('learningRate') });
  const kept = await listCheckpoints(join(runDir, 'checkpoints'));
  expect(kept.length).toBeGreaterThan(0);
  const last = events.findLast((event) => event.event === 'checkpoint')!;
  expect(final).toMatchObject({ checkpoint: last.path });
  // Resumed, it diverges again, and the same checkpoint remains the one to return to.
  const again = await resume(runDir);
  expect(again.events[0]).toMatchObject({ event: 'start', resumedFrom: last.step });
  expect(again.final).toMatchObject({ event: 'failed', code: 'diverged', step: (final as FailedEvent).step });
  expect((await listCheckpoints(join(runDir, 'checkpoints'))).at(-1)).toMatchObject({
    path: (again.final as FailedEvent).checkpoint,
  });
});

const DEEP = {
  name: 'deep',
  data: { source: 'two-moons', evaluationSamples: 500 },
  layers: [
    {
      type: 'repeat',
      times: 200,
      layers: [
        { type: 'actnorm' },
        { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [16] }, scaleBound: 0.1 },
      ],
    },
  ],
};

test('a flow of 200 repeats that overshoots in its first steps comes back; a limit of the spec is taken at its word', async () => {
  const training = { steps: 20, batchSize: 64, validation: { every: 20, samples: 500 } };
  const bounded = await trainNew(DEEP, { ...training, lossLimit: 2000 });
  expect(bounded.final).toMatchObject({ event: 'failed', code: 'diverged', step: 1 });
  // The loss began at 2, and was in the thousands at step 2.
  expect(done(await trainNew(DEEP, training)).loss!).toBeLessThan(10);
});

test('a resume never believes the log of another run', async () => {
  const training = { steps: 40, batchSize: 100, validation: { every: 10, samples: 200 } };
  const stopped = await trainNew(TOY, training, stopAt(10));
  const other = await trainNew(TOY, training);
  const { paths } = await openRun(stopped.runDir);
  copyFileSync((await openRun(other.runDir)).paths.metrics, paths.metrics);
  await expect(resume(stopped.runDir)).rejects.toMatchObject({ code: 'run-damaged', file: paths.metrics });
  // What its hint says.
  rmSync(paths.metrics);
  expect(done(await resume(stopped.runDir)).parametersSha256).toBe(done(other).parametersSha256);
});

test('warnings about the data are recorded when a run begins, and not again when it is resumed', async () => {
  const rows = Array.from({ length: 200 }, (_, i) => `${Math.round(10 * normal(i)) / 10},${normal(i, 1)}`);
  writeFileSync(join(folder, 'grid.csv'), ['a,b', ...rows, ''].join('\n'));
  const spec = { data: { source: 'csv', path: 'grid.csv' }, layers: [{ type: 'linear' }] };
  const training = { steps: 20, batchSize: 20, validation: { every: 5 } };
  const first = await trainNew(spec, training, stopAt(5));
  expect(first.events.slice(0, 2)).toMatchObject([
    { event: 'start' },
    { event: 'warning', step: 0, code: 'discrete-data', message: expect.stringContaining('with a step of 0.1') },
  ]);
  expect(readFileSync(join(first.runDir, 'metrics.jsonl'), 'utf8').match(/"event":"warning"/g)).toHaveLength(1);
  const { events } = await resume(first.runDir);
  expect(events.filter(({ event }) => event === 'warning')).toEqual([]);
});

test('early stopping restores the best weights and says so', async () => {
  const training = {
    steps: 2000,
    batchSize: 100,
    optimizer: { type: 'adam', learningRate: 0.03 },
    validation: { every: 5, samples: 200 },
    earlyStopping: { patience: 4, minDelta: 1e-4 },
  };
  const told = await trainNew(TOY, training);
  const end = done(told);
  expect(end.reason).toBe('early-stopping');
  expect(end.step).toBeLessThan(2000);
  const validations = told.events.flatMap((event) => (event.event === 'validation' ? [event] : []));
  const best = validations.reduce((a, b) => (b.nll! < a.nll! ? b : a));
  expect(end.bestStep).toBe(best.step);
  expect(best.step).toBeLessThan(end.step);
  // The final figures belong to the best weights: the same rows, the same NLL.
  expect(end.validation!.n).toBe(500);
  const run = await openRun(told.runDir);
  const checkpoint = await readCheckpoint(run.paths.checkpoints, 'best');
  expect(checkpoint.step).toBe(best.step);

  // Interrupted halfway, it stops at the same step with the same weights.
  const halfway = await trainNew(TOY, training, stopAt(best.step));
  expect(halfway.final.event).toBe('interrupted');
  const resumed = done(await resume(halfway.runDir));
  expect(resumed).toMatchObject({
    reason: 'early-stopping',
    step: end.step,
    bestStep: end.bestStep,
    parametersSha256: end.parametersSha256,
    test: end.test,
  });

  // Killed after its last checkpoint but before its last record, it does not continue training.
  const records = readFileSync(run.paths.metrics, 'utf8').split('\n');
  expect(records.at(-2)).toContain('"event":"done"');
  writeFileSync(run.paths.metrics, `${records.slice(0, -2).join('\n')}\n`);
  const killed = await resume(told.runDir);
  expect(killed.events.map(({ event }) => event)).toEqual(['start', 'done']);
  expect(done(killed)).toMatchObject({
    reason: 'early-stopping',
    step: end.step,
    bestStep: end.bestStep,
    parametersSha256: end.parametersSha256,
    test: end.test,
  });
});

test('a run that was killed between its last checkpoint and its last word ends the same way', async () => {
  const told = await trainNew(TOY, { steps: 20, batchSize: 100, validation: { every: 10, samples: 100 } });
  const end = done(told);
  const { paths } = await openRun(told.runDir);
  const records = readFileSync(paths.metrics, 'utf8').split('\n');
  writeFileSync(paths.metrics, `${records.slice(0, -2).join('\n')}\n`);
  const { elapsed: _, ...same } = end;
  expect(done(await resume(told.runDir))).toMatchObject(same);
});

test('a pause saves, waits, and goes on to the same end', async () => {
  const training = { steps: 60, batchSize: 100, seed: 3, validation: { every: 10, samples: 200 } };
  const whole = done(await trainNew(TOY, training));
  let paused = false;
  const told = await trainNew(TOY, training, {
    watch(event, control) {
      if (event.event === 'validation' && event.step === 20 && !paused) control.request('pause');
      if (event.event === 'paused') {
        paused = true;
        setTimeout(() => control.request(null), 20);
      }
    },
  });
  expect(done(told).parametersSha256).toBe(whole.parametersSha256);
  expect(told.events.map(({ event }) => event).filter((event) => event === 'paused' || event === 'resumed')).toEqual([
    'paused',
    'resumed',
  ]);
});

test('what cannot begin is told with a code: too few rows, a folder that is not empty, data that changed', async () => {
  // The file shrank after the spec was checked and before training began.
  const tooLarge = (plan: ModelPlan): ModelPlan => ({ ...plan, training: { ...plan.training, batchSize: 1700 } });
  await expect(trainNew(TABLE, { steps: 5, batchSize: 100 }, { changed: tooLarge })).rejects.toMatchObject({
    code: 'data',
    exitCode: 2,
  });
  const first = await trainNew(
    TABLE,
    { steps: 40, batchSize: 100, validation: { every: 10, samples: 100 } },
    stopAt(10),
  );
  await expect(trainNew(TABLE, { steps: 5, batchSize: 100 }, { runDir: first.runDir })).rejects.toMatchObject({
    code: 'run-exists',
    exitCode: 2,
  });
  const table = join(folder, 'letters.csv');
  const before = readFileSync(table);
  appendFileSync(table, 'A,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n');
  await expect(resume(first.runDir)).rejects.toMatchObject({ code: 'data-changed' });
  writeFileSync(table, before);
  done(await resume(first.runDir));
});

test('a sorted file neither breaks the start of actnorm nor misleads the validation', async () => {
  const rows = Array.from({ length: 6000 }, (_, i) => `${Math.max(0, i - 3000)},${Math.sin(i * i)}\n`);
  writeFileSync(join(folder, 'sorted.csv'), `a,b\n${rows.join('')}`);
  const data = { source: 'csv', path: 'sorted.csv', split: { validation: 0.4, test: 0 } };
  const spec = { name: 'sorted', data, layers: LAYERS };
  const training = { steps: 20, batchSize: 100, validation: { every: 20, samples: 300 } };
  const told = await trainNew(spec, training);
  const end = done(told);
  const validation = told.events.find((event) => event.event === 'validation')!;
  expect(validation.n).toBe(300);
  expect(end.validation!.n).toBe(2400);
  // The same weights on a sample of the rows.
  expect(Math.abs(validation.nll! - end.validation!.nll!)).toBeLessThan(5 * validation.se!);
  expect(end.loss!).toBeLessThan(20);
});

test('a best checkpoint that was damaged meanwhile does not spoil the end: the last weights speak for themselves', async () => {
  const training = {
    steps: 2000,
    batchSize: 100,
    optimizer: { type: 'adam', learningRate: 0.03 },
    validation: { every: 5, samples: 500 },
    earlyStopping: { patience: 4, minDelta: 1e-4 },
  };
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const told = await trainNew(TOY, training, {
    watch(event) {
      if (event.event === 'checkpoint' && event.best) writeFileSync(event.path, 'damaged');
    },
  });
  const text = said.mock.calls.flat().join('');
  said.mockRestore();
  const end = done(told);
  expect(end.bestStep).toBeLessThan(end.step);
  expect(text).toContain('last weights');
  const last = told.events.findLast((event) => event.event === 'validation')!;
  expect(last.step).toBe(end.step);
  expect(end.validation!.nll).toBe(last.nll);
});
