/** One training step as a graph: what it updates and by how much, and that its forms agree. */

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import type { PreparedRows } from '../data/prepare.ts';
import { dtypeOf } from '../data/prepare.ts';
import { createEvaluator } from '../evaluation/evaluator.ts';
import type { ParameterValues } from '../evaluation/row-graph.ts';
import { parameterFeeds } from '../evaluation/row-graph.ts';
import type { Flow } from '../flow/flow.ts';
import { buildFlow } from '../flow/flow.ts';
import { sliceCount } from '../flow/parameters.ts';
import type { Segment } from '../flow/segments.ts';
import { flowAsModel } from '../models/flow.ts';
import { asFlowPlan } from '../models/flow-plan.ts';
import { randomStream } from '../random/random-stream.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import type { Plan } from '../spec/plan.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { openStepper } from './stepper.ts';
import type { ProgramOptions } from './training-program.ts';
import { trainingProgram } from './training-program.ts';
import type { StateArrays, StateLayout } from './training-state.ts';
import { initialState, namedArrays } from './training-state.ts';

const ROWS = 40;
const FOLDER = 'examples';

async function planOf(text: string): Promise<Plan> {
  const { plan, diagnostics } = await checkSpec(text, { folder: FOLDER, trusted: true, fileStem: 'spec' });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return asFlowPlan(plan, 'the spec');
}

const mixed = (training: object, base: object = { type: 'normal' }) =>
  planOf(
    JSON.stringify({
      data: { source: 'npy', path: 'absent.npy', shape: [3], standardize: false },
      base,
      layers: [
        {
          type: 'repeat',
          times: 5,
          layers: [
            { type: 'spline-coupling', conditioner: { type: 'mlp', hidden: [6], activation: 'tanh' }, bins: 4 },
            { type: 'linear' },
            { type: 'actnorm' },
          ],
        },
      ],
      training: { batchSize: 8, gradientClip: null, ...training },
    }),
  );

/** Initial values shifted by N(0, 0.1²): initially the last layers are zero, which hides the layers before them. */
function randomParameters(flow: Flow): Map<string, Float32Array> {
  return new Map(
    flow.parameters.map(({ name, trainable, initialize }) => {
      const noise = randomStream(9, name);
      return [name, trainable ? initialize(1).map((value) => value + 0.1 * noise.normal()) : initialize(1)];
    }),
  );
}

function rowsFor({ inputShape, context, data }: Plan): PreparedRows {
  const size = ROWS * sizeOf(inputShape);
  const stream = randomStream(4, 'rows');
  const values =
    data.source === 'idx'
      ? Uint8Array.from({ length: size }, () => Math.floor(256 * stream.uniform()))
      : Float32Array.from({ length: size }, () => stream.normal());
  if (!context) return { count: ROWS, values, context: null };
  const oneHot = new Float32Array(ROWS * context.size);
  for (let row = 0; row < ROWS; row++) oneHot[row * context.size + (row % context.size)] = 1;
  return { count: ROWS, values, context: oneHot };
}

/** Takes `count` steps and returns states by parameter name. */
async function steps(
  plan: Plan,
  count: number,
  runtime: Runtime = referenceRuntime(),
  repeats: ProgramOptions['repeats'] = 'scan',
) {
  const flow = buildFlow(plan);
  const data = rowsFor(plan);
  const dtype = dtypeOf(data);
  const options = { repeats, lossLimit: 1e9 };
  const { training } = plan;
  const program = trainingProgram(flowAsModel(flow, plan), training, { rows: ROWS, dtype, entry: null }, options);
  const layout: StateLayout = {
    groups: program.groups,
    fixed: flow.parameters.filter(({ trainable }) => !trainable),
    averaged: training.ema !== null,
  };
  const start = randomParameters(flow);
  const order = batchOrder(training.seed, ROWS, training.batchSize);
  const stepper = await openStepper({
    runtime,
    program,
    training,
    steps: 100,
    data,
    state: initialState(layout, start),
    fixed: parameterFeeds({ parameters: layout.fixed }, start),
    order,
    lossLimit: options.lossLimit,
  });
  const { reports } = await stepper.run(1, count);
  // In float64 if the runtime computes so.
  const state = (await stepper.readState()) as StateArrays;
  await stepper.dispose();
  const named = (kind: 'theta' | 'm' | 'average'): ParameterValues => namedArrays(layout, state, kind);
  return { flow, data, start, reports, order, state, theta: named('theta'), m: named('m'), named };
}

/** Slices that loops give to the parameters of each layer, by their prefix. */
function slicesOf(segments: readonly Segment[], slices = 1): [string, number][] {
  return segments.flatMap((segment): [string, number][] => {
    if (segment.kind === 'leaf') return [[segment.prefix, slices]];
    if (segment.kind === 'inverted') return slicesOf(segment.segments, slices);
    return segment.phases.flatMap((phase, p) => slicesOf(phase, slices * sliceCount(segment, p)));
  });
}

const EXAMPLES = [
  'two-moons',
  'eight-gaussians',
  'eight-gaussians-affine',
  'checkerboard',
  'rings',
  'letters',
  'mnist-nice',
] as const;

test.each(EXAMPLES)('%s: every parameter of every turn receives a gradient', async (name) => {
  const plan = await planOf(await readFile(`${FOLDER}/${name}.flow.json`, 'utf8'));
  const training = { ...plan.training, batchSize: 16 };
  const { flow, m, reports } = await steps({ ...plan, training }, 1, cpuRuntime({ threads: 1 }));
  expect(reports[0]!.skipped).toBe(false);
  const slices = slicesOf(flow.segments);
  const trainable = flow.parameters.filter((p) => p.trainable);
  expect(trainable.length).toBeGreaterThan(0);
  expect([...m.keys()].toSorted()).toEqual(trainable.map((p) => p.name).toSorted());
  for (const parameter of trainable) {
    // M starts at zero: after one step it is the gradient.
    const gradient = m.get(parameter.name)!;
    const count = slices.find(([prefix]) => parameter.name.startsWith(`${prefix}.`))?.[1] ?? 1;
    const size = gradient.length / count;
    for (let slice = 0; slice < count; slice++) {
      const own = gradient.subarray(slice * size, (slice + 1) * size);
      expect(own.every(Number.isFinite), `${parameter.name} of turn ${slice} is finite`).toBe(true);
      expect(
        own.some((g) => g !== 0),
        `${parameter.name} of turn ${slice} has a gradient`,
      ).toBe(true);
    }
  }
});

test('the loss is −log q of the rows of the batch', async () => {
  const plan = await mixed({});
  const { flow, data, start, reports, order } = await steps(plan, 1);
  const transform = { logDet: 0, entry: null, prepare: () => data, restore: Float64Array.from };
  const evaluator = await createEvaluator(referenceRuntime(), flowAsModel(flow, plan), transform, data, 0);
  const logDensity = await evaluator.logDensity(start, data);
  const batch = order.batchIndices(0);
  const mean = batch.reduce((total, row) => total + logDensity[row]!, 0) / batch.length;
  expect(reports[0]!.loss).toBeCloseTo(-mean, 12);
  const { base, logDets } = reports[0]!.layers!;
  expect(Array.from(logDets).reduce((a, b) => a + b, base)).toBeCloseTo(mean, 12);
});

test('gradients are clipped by their global norm, and reported unclipped', async () => {
  const free = await steps(await mixed({}), 1);
  const norm = Math.hypot(...[...free.m.values()].flatMap((g) => [...g]));
  expect(free.reports[0]!.gradientNorm).toBeCloseTo(norm, 10);
  for (const limit of [norm / 3, 2 * norm]) {
    const clipped = await steps(await mixed({ gradientClip: limit }), 1);
    expect(clipped.reports[0]!.gradientNorm).toBeCloseTo(norm, 10);
    const factor = Math.min(1, limit / norm);
    for (const [name, gradient] of clipped.m) {
      for (const [i, g] of gradient.entries()) expect(g).toBeCloseTo(factor * free.m.get(name)![i]!, 10);
    }
  }
});

test('the average follows the weights', async () => {
  const decay = 0.9;
  const training = { ema: { decay }, optimizer: { learningRate: 0.05 } };
  const { start, named } = await steps(await mixed(training), 3);
  const trajectory = await Promise.all(
    [1, 2, 3].map(async (count) => (await steps(await mixed(training), count)).theta),
  );
  for (const [name, average] of named('average')) {
    for (const [i, value] of average.entries()) {
      let expected = start.get(name)![i]!;
      for (const theta of trajectory) expected = decay * expected + (1 - decay) * theta.get(name)![i]!;
      expect(value).toBeCloseTo(expected, 12);
    }
  }
});

test('AdamW decays weights of linear layers and nothing else', async () => {
  const [rate, weightDecay] = [0.01, 0.5];
  const plan = (type: string) =>
    mixed({ optimizer: { type, learningRate: rate, weightDecay } }, { type: 'diagonal-normal' });
  const { flow, start, theta: adam } = await steps(await plan('adam'), 1);
  const { theta: adamw } = await steps(await plan('adamw'), 1);
  const kinds = flow.parameters.filter(({ decay }) => decay).map(({ name }) => name.split('.').at(-1)!);
  expect(new Set(kinds)).toEqual(new Set(['weight', 'lower', 'upper']));
  for (const { name, decay, trainable } of flow.parameters) {
    if (!trainable) continue;
    for (const [i, value] of adamw.get(name)!.entries()) {
      const expected = adam.get(name)![i]! - (decay ? rate * weightDecay * start.get(name)![i]! : 0);
      // The schedule is fed as float32.
      expect(value).toBeCloseTo(expected, 8);
    }
  }
});

test('loops and written-out turns take the same steps in float64, and float32 takes them nearly', async () => {
  const plan = await mixed({ gradientClip: 5, ema: { decay: 0.9 }, optimizer: { learningRate: 0.01 } });
  const looped = await steps(plan, 10);
  const written = await steps(plan, 10, referenceRuntime(), 'unrolled');
  for (const [name, theta] of looped.theta) {
    for (const [i, value] of theta.entries()) expect(value).toBeCloseTo(written.theta.get(name)![i]!, 10);
  }
  for (const repeats of ['scan', 'unrolled'] as const) {
    const single = await steps(plan, 10, cpuRuntime({ threads: 1 }), repeats);
    for (const [i, { loss, gradientNorm }] of looped.reports.entries()) {
      const report = single.reports[i]!;
      expect(Math.abs(report.loss - loss)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(loss)));
      expect(Math.abs(report.gradientNorm - gradientNorm)).toBeLessThanOrEqual(1e-3 * gradientNorm);
    }
  }
});

test('steps that recompute activations equal those that store them, and are reproducible', async () => {
  const training = { gradientClip: 5, optimizer: { learningRate: 0.01 } };
  const [storing, recomputing] = [await mixed(training), await mixed({ ...training, recompute: true })];
  const [stored, recomputed] = [await steps(storing, 5), await steps(recomputing, 5)];
  for (const [name, theta] of stored.theta) {
    for (const [i, value] of theta.entries()) expect(recomputed.theta.get(name)![i]!).toBeCloseTo(value, 9);
  }
  const runtime = cpuRuntime({ threads: 1 });
  const single = await steps(recomputing, 5, runtime);
  for (const [i, { loss, gradientNorm }] of stored.reports.entries()) {
    expect(Math.abs(single.reports[i]!.loss / loss - 1)).toBeLessThan(1e-4);
    expect(Math.abs(single.reports[i]!.gradientNorm / gradientNorm - 1)).toBeLessThan(1e-3);
  }
  expect((await steps(recomputing, 5, runtime)).state).toEqual(single.state);
});

test('the inputs of a step say which of their axes is the batch', async () => {
  const text = await readFile(`${FOLDER}/mnist-nice.flow.json`, 'utf8');
  const plan = await planOf(text);
  const training = { ...plan.training, batchSize: 23 };
  const data = { rows: ROWS, dtype: 'uint8', entry: null } as const;
  const { program } = trainingProgram(flowAsModel(buildFlow(plan), plan), training, data, {
    repeats: 'scan',
    lossLimit: 1e9,
  });
  expect(program.perStep.map(({ name }) => name)).toEqual(['rows', 'schedule', 'noise0']);
  for (const { tensor, batchAxis } of program.perStep) {
    expect(tensor.shape.indexOf(23)).toBe(batchAxis ?? -1);
  }
});
