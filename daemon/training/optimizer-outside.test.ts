/** The optimizer outside of ONNX Runtime's loop computes what the one inside computes. */
import { expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import { buildModel } from '../models/registry.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { openStepper, type Stepper } from './stepper.ts';
import { done, LAYERS, stopAt, TOY, useSmallRuns } from './testing/small-runs.ts';
import { trainingProgram } from './training-program.ts';
import { initialState } from './training-state.ts';

const INSIDE = cpuRuntime({ threads: 1 });
const OUTSIDE = cpuRuntime({ threads: 1, fusedFrom: 0 });
/** The optimizer's second thread is what is tested, so the products are as they are with one. */
const THREADED = cpuRuntime({ threads: 2, fusedFrom: 0 });

const ROWS = 64;
const BATCH = 8;
const NET = { type: 'mlp', hidden: [24, 24] };
const FLOW = { layers: LAYERS };
const GAN = { model: 'gan', latent: 2, generator: NET, discriminator: NET, loss: 'wasserstein-gp' };

async function prepared(spec: object, training: object) {
  const data = { source: 'npy', path: 'absent.npy', shape: [2], standardize: false };
  const text = JSON.stringify({ data, ...spec, training: { batchSize: BATCH, ...training } });
  const { plan, diagnostics } = await checkSpec(text, { folder: '/nowhere', trusted: true, fileStem: 'spec' });
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const model = buildModel(plan);
  const program = trainingProgram(
    model,
    plan.training,
    { rows: ROWS, dtype: 'float', entry: null },
    { repeats: 'scan', lossLimit: 1e30 },
  );
  const layout = { groups: program.groups, fixed: [], averaged: plan.training.ema !== null };
  const values = new Map(model.parameters.map((p) => [p.name, p.initialize(0)]));
  return {
    ...{ program, training: plan.training, steps: 100, lossLimit: 1e30 },
    data: { count: ROWS, values: Float32Array.from({ length: ROWS * 2 }, (_, i) => Math.sin(3 * i)), context: null },
    state: initialState(layout, values),
    fixed: Object.fromEntries(model.parameters.flatMap((p) => (p.trainable ? [] : [[p.name, values.get(p.name)!]]))),
    order: batchOrder(0, ROWS, BATCH),
  };
}

async function opened(spec: object, training: object, runtime: Runtime): Promise<Stepper> {
  return openStepper({ ...(await prepared(spec, training)), runtime });
}

const CASES: readonly (readonly [string, object, object])[] = [
  ['adam with clipping and a schedule', FLOW, { gradientClip: 0.3, schedule: { type: 'cosine', warmup: 5 } }],
  ['adamw with an average', FLOW, { optimizer: { type: 'adamw', weightDecay: 0.1 }, ema: { decay: 0.9 } }],
  ['adamax', FLOW, { optimizer: { type: 'adamax' }, gradientClip: null }],
  [
    'two optimizers of which one rests, with an average',
    { ...GAN, discriminatorSteps: 3 },
    { discriminatorOptimizer: { type: 'adamax', learningRate: 2e-3 }, ema: { decay: 0.9 } },
  ],
];

test.each(CASES)(
  '%s: the same steps as in the loop, however many threads and chunks',
  async (_name, spec, training) => {
    const inside = await opened(spec, training, INSIDE);
    const outside = await opened(spec, training, OUTSIDE);
    const threaded = await opened(spec, training, THREADED);
    const expected = await inside.run(1, 20);
    const { reports } = await outside.run(1, 20);
    for (const [i, report] of reports.entries())
      for (const [k, { loss, gradientNorm }] of report.objectives.entries()) {
        expect(loss).toBeCloseTo(expected.reports[i]!.objectives[k]!.loss, 5);
        expect(gradientNorm / expected.reports[i]!.objectives[k]!.gradientNorm).toBeCloseTo(1, 5);
      }
    const state = await outside.readState();
    const own = await inside.readState();
    expect(Object.keys(state).toSorted()).toEqual(Object.keys(own).toSorted());
    for (const [name, values] of Object.entries(own))
      for (const [i, value] of values.entries()) expect(state[name]![i]!).toBeCloseTo(value, 5);
    for (const [first, count] of [
      [1, 1],
      [2, 4],
      [6, 15],
    ] as const)
      await threaded.run(first, count);
    expect(await threaded.readState()).toEqual(state);
    for (const stepper of [inside, outside, threaded]) await stepper.dispose();
  },
);

test('the loop returns to a marked state, takes another one, and ends before a step that is not kept', async () => {
  const { program, data, state } = await prepared({ layers: LAYERS.slice(0, 1) }, {});
  const actnorms = Object.fromEntries(program.program.captured.map(({ name }) => [name, Float32Array.of(1)]));
  const loop = await OUTSIDE.compileLoop(program.program, { captured: { ...actnorms, data: data.values }, state });
  const count = 4;
  const feeds = {
    rows: BigInt64Array.from({ length: count * BATCH }, (_, i) => BigInt((5 * i) % ROWS)),
    schedule: Float32Array.from(Array.from({ length: count }, () => [1e-3, 1e-8, 0]).flat()),
  };
  await loop.mark();
  const first = await loop.run(count, feeds);
  const after = await loop.readState();
  for (let i = 0; i < 2; i++) {
    await loop.rewind();
    expect(await loop.readState()).toEqual(state);
    expect(await loop.run(count, feeds)).toEqual(first);
    expect(await loop.readState()).toEqual(after);
  }
  await loop.writeState(state);
  expect(await loop.readState()).toEqual(state);
  expect((await loop.runWhile!(count, feeds, (_outputs, i) => i < 2)).ran).toBe(3);
  const two = await loop.readState();
  await loop.rewind();
  await loop.run(2, feeds);
  expect(await loop.readState()).toEqual(two);
  await loop.dispose();
});

const { trainNew, resume } = useSmallRuns(OUTSIDE);
const TRAINING = {
  ...{ steps: 40, batchSize: 50, seed: 1, ema: { decay: 0.9 } },
  ...{ validation: { every: 10 }, checkpoint: { every: 10 } },
};

test('a run that is stopped and resumed ends with the same weights, bit for bit', async () => {
  const whole = await trainNew(TOY, TRAINING);
  const part = await trainNew(TOY, TRAINING, stopAt(20));
  expect(part.final.event).toBe('interrupted');
  expect(done(await resume(part.runDir)).parametersSha256).toBe(done(whole).parametersSha256);
});

test('a run continues from a checkpoint of the other form of the optimizer', async () => {
  const reference = done(await trainNew(TOY, TRAINING, { runtime: INSIDE }));
  for (const [first, second] of [
    [INSIDE, OUTSIDE],
    [OUTSIDE, INSIDE],
  ] as const) {
    const part = await trainNew(TOY, TRAINING, { ...stopAt(20), runtime: first });
    const { loss } = done(await resume(part.runDir, { runtime: second }));
    expect(loss).toBeCloseTo(reference.loss!, 4);
  }
});
