import { expect, test } from 'vitest';
import type { PreparedRows } from '../data/prepare.ts';
import { dataTransform } from '../data/prepare.ts';
import type { Flow } from '../flow/flow.ts';
import { buildFlow } from '../flow/flow.ts';
import type { Model } from '../models/definition.ts';
import { flowAsModel } from '../models/flow.ts';
import { asFlowPlan } from '../models/flow-plan.ts';
import { randomStream } from '../random/random-stream.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { referenceRuntime } from '../runtime/reference/reference-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { mean, square } from '../tensor/ops/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { createEvaluator, evaluationBatch, initializeFromData } from './evaluator.ts';
import { batchFeeds, parameterFeeds, rowDensity } from './row-graph.ts';

const PLAIN = {
  logDet: 0,
  entry: null,
  prepare: () => points(1),
  restore: (x: Float32Array) => Float64Array.from(x),
};

async function flowOf(
  layers: readonly object[],
  shape: readonly number[] = [2],
  rest: object = {},
): Promise<Flow & Model> {
  const data = { source: 'npy', path: 'absent.npy', shape, standardize: false, ...rest };
  const { plan, diagnostics } = await checkSpec(JSON.stringify({ data, layers }), {
    folder: '/nowhere',
    trusted: true,
    fileStem: 'a',
  });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  const flow = asFlowPlan(plan, 'the spec');
  return { ...buildFlow(flow), ...flowAsModel(buildFlow(flow), flow) };
}

function points(count: number, width = 2): PreparedRows {
  const values = new Float32Array(count * width);
  randomStream(1, 'points').fillNormal(values);
  return { count, values, context: null };
}

const start = (flow: Flow) =>
  new Map(
    flow.parameters.map(({ name, initialize }) => {
      const noise = randomStream(2, name);
      return [name, initialize(0).map((value) => value + 0.1 * noise.normal())];
    }),
  );

const COUPLINGS = [
  { type: 'repeat', times: 4, layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [6] } }] },
];

test('rows of a batch: whole ones are views, the last is padded with its last row', () => {
  const data: PreparedRows = {
    count: 5,
    values: Float32Array.from({ length: 10 }, (_, i) => i),
    context: Float32Array.of(10, 11, 12, 13, 14),
  };
  const whole = batchFeeds(data, 2, 2, [], 0);
  expect(whole.rows).toEqual(Float32Array.of(4, 5, 6, 7));
  expect((whole.rows as Float32Array).buffer).toBe(data.values.buffer);
  const last = batchFeeds(data, 3, 4, [], 0);
  expect(last.rows).toEqual(Float32Array.of(6, 7, 8, 9, 8, 9, 8, 9));
  expect(last.context).toEqual(Float32Array.of(13, 14, 14, 14));
  const bytes = batchFeeds({ count: 2, values: Uint8Array.of(1, 2), context: null }, 1, 3, [], 0);
  expect(bytes.rows).toEqual(Uint8Array.of(2, 2, 2));
});

test('noise is fixed by the seed and the place: of its kind, the same again, another elsewhere', () => {
  const data = points(6000);
  const noise = (['uniform', 'normal'] as const).map((kind, i) => ({ name: `noise${i}`, kind, shape: [2000, 2] }));
  const at = (first: number, seed: number) =>
    batchFeeds(data, first, 2000, noise, seed) as Record<string, Float32Array>;
  const { noise0: uniform, noise1: normal } = at(0, 3);
  expect(at(0, 3).noise0).toEqual(uniform);
  expect(at(2000, 3).noise0).not.toEqual(uniform);
  expect(at(0, 4).noise0).not.toEqual(uniform);
  expect(uniform!.every((u) => u >= 0 && u < 1)).toBe(true);
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
  // Four standard errors of 4000 values.
  expect(Math.abs(mean(uniform!) - 0.5)).toBeLessThan(4 / Math.sqrt(12) / Math.sqrt(4000));
  expect(Math.abs(mean(normal!.map((z) => z * z)) - 1)).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(4000));
});

test('every row is evaluated once, whatever the batch', async () => {
  const flow = await flowOf(COUPLINGS);
  const parameters = start(flow);
  const data = points(2500);
  expect(evaluationBatch(flow, data.count)).toBeLessThan(data.count);
  const evaluator = await createEvaluator(cpuRuntime({ threads: 1 }), flow, PLAIN, data, 0);
  const all = await evaluator.logDensity(parameters, data);
  expect(all).toHaveLength(2500);
  expect(await evaluator.logDensity(parameters, points(700))).toEqual(all.slice(0, 700));
  await evaluator.dispose();
  const exact = await createEvaluator(referenceRuntime(), flow, PLAIN, data, 0);
  for (const row of [0, 2047, 2048, 2499]) {
    const values = data.values.slice(2 * row, 2 * row + 2);
    const [value] = await exact.logDensity(parameters, { count: 1, values, context: null });
    expect(Math.abs(all[row]! - value!)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(value!)));
  }
});

test('standardization is part of the density, and dequantization adds noise in units of one integer', async () => {
  const flow = await flowOf([{ type: 'affine', trainable: false }]);
  const [mean, std] = [Float64Array.of(3, -1), Float64Array.of(2, 0.5)];
  const summary = {
    shape: [2],
    context: null,
    range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, closed: false },
    integerColumns: [],
    bits: null,
  };
  const values = Float64Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? 3 : -1));
  const density = async (dequantizedColumns: readonly number[]) => {
    const transform = dataTransform({ standardization: { mean, std }, dequantizedColumns, summary });
    const rows = transform.prepare({ count: 4000, values, context: null });
    const evaluator = await createEvaluator(referenceRuntime(), flow, transform, rows, 5);
    return evaluator.logDensity(new Map(flow.parameters.map((p) => [p.name, p.initialize(0)])), rows);
  };
  // At the mean: log N(0)² − log 2 − log ½.
  for (const value of await density([])) expect(value).toBeCloseTo(-Math.log(2 * Math.PI), 6);
  // U/2 in the first dimension: −½·E[U²]/4 = −1/24.
  const noisy = await density([0]);
  const average = noisy.reduce((a, b) => a + b, 0) / noisy.length;
  expect(average).toBeCloseTo(-Math.log(2 * Math.PI) - 1 / 24, 2);
  expect(new Set(noisy).size).toBeGreaterThan(3900);
  expect(await density([0])).toEqual(noisy);
});

const ACTNORM = { type: 'actnorm' };
const AFFINE = { type: 'affine-coupling' };
const INNER = { type: 'repeat', times: 5, layers: [AFFINE, ACTNORM] };

test.each<[string, readonly object[]]>([
  [
    'with a left-over turn',
    [{ type: 'repeat', times: 5, layers: [...COUPLINGS, { type: 'affine-coupling' }, ACTNORM] }],
  ],
  ['nested, with left-over turns at both levels', [{ type: 'repeat', times: 5, layers: [INNER, ACTNORM] }]],
  ['inverted', [{ type: 'inverse', layers: [{ type: 'repeat', times: 5, layers: [INNER, ACTNORM] }, ACTNORM] }]],
  ['inverted twice', [{ type: 'inverse', layer: { type: 'inverse', layers: [INNER] } }]],
  [
    'within an inverse within a loop, with left-over turns at all three levels',
    [
      {
        type: 'repeat',
        times: 3,
        layers: [{ type: 'inverse', layers: [{ type: 'repeat', times: 3, layers: [INNER] }] }, ACTNORM],
      },
    ],
  ],
  ['of inverses', [{ type: 'repeat', times: 5, layers: [AFFINE, { type: 'inverse', layer: ACTNORM }] }]],
])('layers that start from data do so one after the other; others keep theirs: loops %s', async (_name, layers) => {
  const flow = await flowOf(layers);
  const drawn = start(flow);
  const data = points(1000);
  const shifted = { ...data, values: data.values.map((x, i) => (i % 2 === 0 ? 5 + 3 * x : -2 + 0.1 * x)) };
  const values = await initializeFromData(cpuRuntime({ threads: 1 }), flow, PLAIN, shifted, drawn, 0);
  for (const { name, shape } of flow.parameters) {
    const own = values.get(name)!;
    expect(own).toHaveLength(sizeOf(shape));
    const isActnorm = /\.(mean|logScale|initialized)$/.test(name);
    expect(own.join() === drawn.get(name)!.join(), name).toBe(!isActnorm);
  }
  const moments = await outputMoments(flow, values, shifted);
  expect(moments.length).toBeGreaterThan(8);
  for (const { mean, deviation } of moments) {
    expect(mean).toBeCloseTo(0, 4);
    expect(deviation).toBeCloseTo(1, 3);
  }
});

/** Mean and standard deviation of every dimension after every actnorm, at every turn. */
async function outputMoments(flow: Flow, parameters: ReadonlyMap<string, Float32Array>, rows: PreparedRows) {
  const graph = rowDensity(flow, {
    batch: rows.count,
    dtype: 'float',
    entry: null,
    probe: ({ leaf, output: { value } }): Record<string, Tensor> =>
      leaf.type === 'actnorm' ? { mean: mean(value, [0]), square: mean(square(value), [0]) } : {},
  });
  const probed = graph.readings.flatMap(({ probed: own }) => (own.mean ? [own] : []));
  const outputs = probed.flatMap((own, i) => [
    { name: `mean${i}`, tensor: own.mean! },
    { name: `square${i}`, tensor: own.square! },
  ]);
  const compiled = await cpuRuntime({ threads: 1 }).compile({ inputs: graph.inputs, outputs });
  const results = await compiled.run({
    ...parameterFeeds(flow, parameters),
    ...batchFeeds(rows, 0, rows.count, [], 0),
  });
  await compiled.dispose();
  return probed.flatMap((_own, i) =>
    Array.from(results[`mean${i}`]!, (average, k) => ({
      mean: average,
      deviation: Math.sqrt(results[`square${i}`]![k]! - average ** 2),
    })),
  );
}

test('a sorted file: the layers that start from data see all of it, not its first rows', async () => {
  const flow = await flowOf([{ type: 'actnorm' }]);
  const count = 20_000;
  // The first dimension is 0 in the first half of the file and rises from there; the second is sorted.
  const values = Float32Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? Math.max(0, i / count - 1) : i / count,
  );
  const sorted: PreparedRows = { count, values, context: null };
  const drawn = new Map(flow.parameters.map((p) => [p.name, p.initialize(0)]));
  const runtime = cpuRuntime({ threads: 1 });
  const first = await initializeFromData(runtime, flow, PLAIN, sorted, drawn, 0);
  for (const moments of await outputMoments(flow, first, sorted)) {
    // Five standard errors of a sample of 2048.
    expect(Math.abs(moments.mean)).toBeLessThan(5 / Math.sqrt(2048));
    expect(Math.abs(moments.deviation - 1)).toBeLessThan(0.1);
  }
  expect(await initializeFromData(runtime, flow, PLAIN, sorted, drawn, 0)).toEqual(first);
  expect(await initializeFromData(runtime, flow, PLAIN, sorted, drawn, 1)).not.toEqual(first);
});
