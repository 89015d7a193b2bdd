/** Equal layers that are written out are computed as loops: the same numbers, under the names and places of the spec. */
import { expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import { initializeFromData } from '../evaluation/evaluator.ts';
import { parameterFeeds, rowGraph } from '../evaluation/row-graph.ts';
import { buildFlow } from '../flow/flow.ts';
import { foldsOf } from '../flow/folds.ts';
import { asFlowPlan } from '../models/flow-plan.ts';
import { buildModel } from '../models/registry.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { openStepper } from './stepper.ts';
import { trainingProgram } from './training-program.ts';
import { initialState, namedArrays, type StateLayout, stateArrays } from './training-state.ts';

const ROWS = 64;
const BATCH = 16;
const runtime = cpuRuntime({ threads: 1 });

const COUPLING = { type: 'affine-coupling', scaleBound: 0.3, conditioner: { type: 'mlp', hidden: [4] } };
/** Two layers that differ, then a run in which masks alternate, then another one. */
const LAYERS = [
  { type: 'affine' },
  { ...COUPLING, conditioner: { type: 'mlp', hidden: [5] } },
  ...Array.from({ length: 20 }, () => [COUPLING, { type: 'actnorm' }]).flat(),
  { type: 'affine-autoregressive', scaleBound: 0.3, conditioner: { type: 'masked-mlp', hidden: [4] } },
];

async function planOf(layers: readonly object[]) {
  const data = { source: 'npy', path: 'absent.npy', shape: [3], standardize: false };
  const text = JSON.stringify({ data, layers, training: { batchSize: BATCH, ema: { decay: 0.9 } } });
  const { plan, diagnostics } = await checkSpec(text, { folder: '/nowhere', trusted: true, fileStem: 'spec' });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return asFlowPlan(plan, 'the spec');
}

const data = { count: ROWS, values: Float32Array.from({ length: ROWS * 3 }, (_, i) => Math.sin(3 * i)), context: null };
const transform = {
  logDet: 0,
  entry: null,
  prepare: () => data,
  restore: () => new Float64Array(),
  location: null,
  scale: null,
};

/** What folds the layers of a list: the number of turns and of layers in each. */
async function folded(layers: readonly object[]) {
  const { segments } = buildFlow(await planOf(layers));
  return foldsOf(segments).flatMap((part) =>
    part.kind === 'fold' ? [[part.turns.length, part.turns[0]!.length]] : [],
  );
}

test('runs of equal layers are found in their shortest period, unless they are short', async () => {
  expect(await folded(LAYERS)).toEqual([[10, 4]]);
  expect(await folded(Array.from({ length: 40 }, () => ({ type: 'actnorm' })))).toEqual([[40, 1]]);
  expect(await folded(Array.from({ length: 41 }, () => COUPLING))).toEqual([[20, 2]]);
  expect(await folded(Array.from({ length: 31 }, () => ({ type: 'actnorm' })))).toEqual([]);
  const parted = [...Array.from({ length: 20 }, () => COUPLING), { type: 'affine' }];
  expect(await folded([...parted, ...parted])).toEqual([]);
});

test('training computes the same, and reports each layer at its place', async () => {
  const plan = await planOf(LAYERS);
  const model = buildModel(plan);
  const start = new Map(model.parameters.map((p) => [p.name, p.initialize(1)]));
  const run = async (repeats: 'scan' | 'unrolled') => {
    const program = trainingProgram(
      model,
      plan.training,
      { rows: ROWS, dtype: 'float', entry: null },
      { repeats, lossLimit: 1e30 },
    );
    const fixed = model.parameters.filter(({ trainable }) => !trainable);
    const layout: StateLayout = { groups: program.groups, fixed, averaged: true };
    const stepper = await openStepper({
      ...{ runtime, program, training: plan.training, steps: 100, data, lossLimit: 1e30 },
      state: initialState(layout, start),
      fixed: parameterFeeds({ parameters: fixed }, start),
      order: batchOrder(0, ROWS, BATCH),
    });
    const { reports } = await stepper.run(1, 10);
    const state = stateArrays(await stepper.readState());
    await stepper.dispose();
    return { reports, positions: program.report.positions!, weights: namedArrays(layout, state, 'average') };
  };
  const [loops, written] = [await run('scan'), await run('unrolled')];
  expect(loops.positions.toSorted((a, b) => a - b)).toEqual(LAYERS.map((_, i) => i));
  for (const [i, report] of loops.reports.entries()) {
    const other = written.reports[i]!;
    expect(report.loss).toBeCloseTo(other.loss, 4);
    for (const [k, position] of loops.positions.entries())
      expect(report.layers!.logDets[k]!).toBeCloseTo(other.layers!.logDets[written.positions.indexOf(position)]!, 4);
  }
  expect([...loops.weights.keys()].toSorted()).toEqual([...written.weights.keys()].toSorted());
  for (const [name, values] of loops.weights)
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(written.weights.get(name)![i]!, 3);
});

test('start values from the data are those of each layer', async () => {
  const model = buildModel(await planOf(LAYERS));
  const start = new Map(model.parameters.map((p) => [p.name, p.initialize(1)]));
  const found = await initializeFromData(runtime, model, transform, data, start, 0);
  // Without folding, in the same rows and order.
  const graph = rowGraph(model, { batch: ROWS, dtype: 'float', entry: null, initialize: true }, (x, environment) => ({
    initial: model.initialize(x, environment),
  }));
  expect(graph.initial.size).toBeGreaterThanOrEqual(40);
  const compiled = await runtime.compile({
    inputs: graph.inputs,
    outputs: [...graph.initial].map(([name, tensor]) => ({ name: `new:${name}`, tensor })),
  });
  const expected = await compiled.run({ ...parameterFeeds(model, start), rows: data.values });
  await compiled.dispose();
  for (const name of graph.initial.keys())
    for (const [i, value] of expected[`new:${name}`]!.entries()) expect(found.get(name)![i]!).toBeCloseTo(value, 3);
});
