/** Flows with condition images: the encoder feeds networks of both kinds, in loops and at every resolution. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logDensityOf } from '../../inspection/evaluate/log-density.ts';
import { exactGraph } from '../../inspection/graphs/exact-graph.ts';
import { HALVES, halvesFolder } from '../../inspection/testing/halves.ts';
import { randomFlow } from '../../inspection/testing/random-flow.ts';
import { verifyFlow } from '../../inspection/verify/verify-flow.ts';
import { buildModel } from '../../models/registry.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { mean } from '../../tensor/ops/arithmetic.ts';
import { density } from '../flow.ts';

const runtime = cpuRuntime({ threads: 1 });
let folder: string;

beforeAll(async () => {
  folder = await halvesFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

const convolutions = { type: 'convnet', channels: 4, kernels: [3, 3], activation: 'tanh' };
const SPEC = {
  data: HALVES,
  contextEncoder: { type: 'convnet', channels: 3, activation: 'tanh' },
  layers: [
    { type: 'affine', trainable: false, scale: 0.01, shift: -1 },
    { type: 'repeat', times: 5, layers: [{ type: 'affine-coupling', conditioner: convolutions }] },
    {
      type: 'inverse',
      layer: { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [5], activation: 'tanh' } },
    },
    { type: 'squeeze' },
    { type: 'split', conditioner: convolutions },
    { type: 'affine-coupling', mask: 'channel', conditioner: convolutions },
  ],
};

test('log-dets and inverses are exact in float64 and in the engine, in loops, inverses and splits', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  expect(open.plan.context).toMatchObject({
    size: 16 + 3 + 4,
    images: [
      { name: 'crop', shape: [4, 4, 1] },
      { name: 'downsample', shape: [2, 2, 1] },
    ],
  });
  const rows = { rows: data.split('validation'), enter: null };
  const found = await verifyFlow(runtime, open, rows, { points: 4, seed: 4 });
  expect(found).toMatchObject({ ok: true, method: 'full' });
  expect(found.logDetError).toBeLessThan(1e-9);
  expect(found.roundTripError).toBeLessThan(1e-9);
});

test('log-likelihoods of the engine agree with float64 and depend on the context', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  const rows = data.split('validation');
  const engine = await logDensityOf(runtime, open, data, rows, { noiseSeed: 0 });
  const graph = exactGraph(open.flow, open.parameters, rows.count, 0);
  const points = { ...rows, values: Float32Array.from(rows.values) };
  const feeds = graph.feeds(
    points,
    Array.from({ length: rows.count }, (_, row) => row),
  );
  const [exact] = evaluate([density(open.flow, graph.x, graph.environment).logProb], feeds);
  for (const [i, value] of exact!.data.entries()) expect(engine[i]! / value).toBeCloseTo(1, 4);
  const other = { ...rows, context: rows.context!.map((value) => 1 - value) };
  const changed = await logDensityOf(runtime, open, data, other, { noiseSeed: 0 });
  for (const [i, value] of changed.entries()) expect(Math.abs(value - engine[i]!)).toBeGreaterThan(1e-3);
});

test('every parameter of the encoder has a gradient, and the encoder is a parameter group', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  const graph = exactGraph(open.flow, open.parameters, 2, 0);
  const rows = data.split('validation');
  const feeds = graph.feeds({ ...rows, values: Float32Array.from(rows.values) }, [0, 1]);
  const own = open.flow.parameters.filter(({ name }) => name.startsWith('contextEncoder.'));
  expect(own.map(({ name, shape }) => `${name} ${shape}`)).toEqual([
    'contextEncoder.input.weight 1,1,2,3',
    'contextEncoder.input.bias 3',
    ...[
      ['0.weight', '3,3,2,3'],
      ['0.bias', '3'],
      ['1.weight', '1,1,3,3'],
      ['1.bias', '3'],
      ['2.weight', '3,3,3,3'],
      ['2.bias', '3'],
    ].map(([name, shape]) => `contextEncoder.conditioner.layer${name} ${shape}`),
    'contextEncoder.whole.weight 1,1,3,3',
    'contextEncoder.whole.bias 3',
    'contextEncoder.level2x2.weight 1,1,12,3',
    'contextEncoder.level2x2.bias 3',
  ]);
  const loss = mean(density(open.flow, graph.x, graph.environment).logProb);
  const found = gradients(
    loss,
    own.map(({ name }) => graph.environment.parameters.get(name)!),
  ).map((gradient) => evaluate([gradient!], feeds)[0]!);
  for (const [i, { data: values }] of found.entries()) {
    expect(
      values.some((value) => Math.abs(value) > 1e-9),
      own[i]!.name,
    ).toBe(true);
  }
  expect(buildModel(open.plan).groups.flatMap(({ parameters }) => parameters.map(({ name }) => name))).toEqual(
    expect.arrayContaining(own.map(({ name }) => name)),
  );
});
