/** Flows that factor out parts of the latent: the whole map, its inverse, the terms, and the parts of the latent. */
import { expect, test } from 'vitest';
import { asFlowPlan } from '../models/flow-plan.ts';
import { randomStream } from '../random/random-stream.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { evaluate } from '../tensor/evaluate.ts';
import { gradients, vectorJacobianProduct } from '../tensor/gradients.ts';
import { add, broadcastTo, mean, neg } from '../tensor/ops/arithmetic.ts';
import { constant, input, scalar } from '../tensor/ops/leaf.ts';
import { scan } from '../tensor/ops/scan.ts';
import type { NdArray, Shape, Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Environment } from './apply/environment.ts';
import { logAbsDeterminant } from './bijections/layer-fixture.ts';
import type { Flow } from './flow.ts';
import { baseSample, buildFlow, decoded, density, parameterInputs, totalOf } from './flow.ts';
import { fillLatentNoise } from './latent-noise.ts';

const net = { type: 'mlp', hidden: [5], activation: 'tanh' };
const coupling = { type: 'affine-coupling', conditioner: net };
const BATCH = 3;

interface SplitCase {
  readonly shape: Shape;
  readonly layers: readonly object[];
  readonly context?: number;
  readonly base?: object;
  /** Shapes of the parts of the latent. */
  readonly parts: readonly Shape[];
}

const CASES: Readonly<Record<string, SplitCase>> = {
  'a vector, twice, with loops before and between': {
    shape: [7],
    layers: [
      { type: 'repeat', times: 5, layers: [coupling] },
      { type: 'split' },
      { type: 'repeat', times: 2, layers: [{ type: 'linear' }] },
      { type: 'split', prior: 'standard' },
      coupling,
    ],
    parts: [[3], [2], [2]],
  },
  'an image with context': {
    shape: [2, 2, 3],
    context: 2,
    layers: [coupling, { type: 'split', conditioner: net }, coupling],
    parts: [
      [2, 2, 1],
      [2, 2, 2],
    ],
  },
  'an image at two scales': {
    shape: [4, 4, 1],
    layers: [
      {
        type: 'multi-scale',
        levels: 2,
        layers: [
          { type: 'conv1x1' },
          {
            type: 'affine-coupling',
            mask: 'channel',
            conditioner: { type: 'convnet', channels: 4, activation: 'tanh' },
          },
        ],
      },
    ],
    parts: [
      [2, 2, 2],
      [1, 1, 8],
    ],
  },
  'unequal turns, and a base with noise of another kind': {
    shape: [4],
    layers: [{ type: 'repeat', times: 2, layers: [{ type: 'affine' }, { type: 'split' }] }],
    base: { type: 'logistic' },
    parts: [[2], [1], [1]],
  },
};

async function flowOf({ shape, layers, context = 0, base }: SplitCase): Promise<Flow> {
  const data = { source: 'npy', path: 'absent.npy', shape, contextSize: context, standardize: false };
  const spec = { data: context > 0 ? { ...data, contextPath: 'absent.npy' } : data, layers, ...(base && { base }) };
  const { plan, diagnostics } = await checkSpec(JSON.stringify(spec), {
    folder: '/nowhere',
    trusted: true,
    fileStem: 'a',
  });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return buildFlow(asFlowPlan(plan, 'the spec'));
}

/** @param spread of the noise that is added to the initial values */
function bound(flow: Flow, spread: number) {
  const parameters = parameterInputs(flow);
  const context = flow.contextSize > 0 ? input('context', [BATCH, flow.contextSize]) : null;
  const noise = () => {
    throw new Error('no layer here needs noise');
  };
  const environment: Environment = { parameters, context, noise, loop: scan, probe: null, initialize: false };
  const feeds = new Map<Tensor, NdArray>();
  for (const { name, shape, trainable, initialize } of flow.parameters) {
    const random = randomStream(9, name);
    const data = Float64Array.from(initialize(1), (value) => value + (trainable ? spread * random.normal() : 0));
    feeds.set(parameters.get(name)!, { shape, data });
  }
  if (context) feeds.set(context, normal(context.shape, 'context'));
  return { environment, feeds };
}

function normal(shape: Shape, label: string): NdArray {
  const random = randomStream(3, label);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => random.normal()) };
}

/** log|det ∂y/∂x| of each sample, by reverse mode in float64. */
function exactLogDets(x: Tensor, y: Tensor, feeds: ReadonlyMap<Tensor, NdArray>): number[] {
  const size = sizeOf(x.shape.slice(1));
  const cotangent = input('cotangent', y.shape);
  const [row] = vectorJacobianProduct([y], [cotangent], [x]) as [Tensor];
  const rows = Array.from({ length: size }, (_, d) => {
    const data = new Float64Array(BATCH * size);
    for (let b = 0; b < BATCH; b++) data[b * size + d] = 1;
    return evaluate([row], new Map(feeds).set(cotangent, { shape: y.shape, data }))[0]!.data;
  });
  return Array.from({ length: BATCH }, (_, b) =>
    logAbsDeterminant(Float64Array.from(rows.flatMap((own) => [...own.subarray(b * size, (b + 1) * size)]))),
  );
}

const named = Object.entries(CASES);

test.each(named)(
  '%s: the whole map has the sum of the log-dets, and its inverse restores the data',
  async (_name, each) => {
    const flow = await flowOf(each);
    expect(flow.latentParts.map(({ shape }) => shape)).toEqual(each.parts);
    expect(flow.latentShape).toEqual([sizeOf(each.shape)]);
    const { environment, feeds } = bound(flow, 0.3);
    const x = input('x', [BATCH, ...each.shape]);
    feeds.set(x, normal(x.shape, 'points'));
    const { latent, base, readings, logProb } = density(flow, x, environment);
    const logDet = broadcastTo(readings.map(totalOf).reduce(add, scalar(0)), [BATCH]);
    const back = decoded(flow, latent, environment);
    const [sum, z, restored, total, last] = evaluate([logDet, latent, back, logProb, base], feeds);
    for (const [b, exact] of exactLogDets(x, latent, feeds).entries()) expect(sum!.data[b]).toBeCloseTo(exact, 10);
    for (const [i, value] of restored!.data.entries()) expect(value).toBeCloseTo(feeds.get(x)!.data[i]!, 10);

    // log q = log-dets + log N(0, 1) of every part that left + the base of the last one.
    const { start } = flow.latentParts.at(-1)!;
    for (let b = 0; b < BATCH; b++) {
      let expected = sum!.data[b]! + last!.data[b]!;
      for (let d = 0; d < start; d++) {
        expected -= 0.5 * (z!.data[b * flow.latentShape[0]! + d]! ** 2 + Math.log(2 * Math.PI));
      }
      expect(total!.data[b]).toBeCloseTo(expected, 10);
    }

    // The inverse on its own, from any latent.
    const free = input('z', latent.shape);
    feeds.set(free, normal(latent.shape, 'latents'));
    const there = decoded(flow, free, environment);
    const again = density(flow, there, environment);
    const [encoded, forward] = evaluate(
      [again.latent, broadcastTo(again.readings.map(totalOf).reduce(add, scalar(0)), [BATCH])],
      feeds,
    );
    for (const [i, value] of encoded!.data.entries()) expect(value).toBeCloseTo(feeds.get(free)!.data[i]!, 9);
    for (const [b, exact] of exactLogDets(free, there, feeds).entries())
      expect(forward!.data[b]).toBeCloseTo(-exact, 9);

    // In float32, with the gradients of training.
    const trainable = flow.parameters
      .filter((spec) => spec.trainable)
      .map(({ name }) => environment.parameters.get(name)!);
    const derivatives = gradients(neg(mean(logProb)), trainable) as Tensor[];
    const outputs = [latent, back, logProb, ...derivatives];
    const exact = evaluate(outputs, feeds);
    const inputs = [...feeds.keys()]
      .filter((tensor) => tensor !== free)
      .map((tensor, i) => ({ name: `x${i}`, tensor }));
    const compiled = await cpuRuntime({ threads: 1 }).compile({
      inputs,
      outputs: outputs.map((tensor, i) => ({ name: `y${i}`, tensor })),
    });
    const found = await compiled.run(
      Object.fromEntries(inputs.map(({ name, tensor }) => [name, Float32Array.from(feeds.get(tensor)!.data)])),
    );
    await compiled.dispose();
    const scale = Math.max(1, ...exact.flatMap(({ data }) => Array.from(data, Math.abs)));
    for (const [i, { data }] of exact.entries()) {
      for (const [k, value] of data.entries()) expect(Math.abs(found[`y${i}`]![k]! - value)).toBeLessThan(1e-4 * scale);
    }
    for (const [i, tensor] of trainable.entries()) {
      // Without hidden units, a coupling of one kept dimension has no weights to spare.
      expect(
        exact[3 + i]!.data.some((value) => value !== 0),
        `gradient of ${[...environment.parameters].find(([, own]) => own === tensor)![0]}`,
      ).toBe(true);
    }
  },
);

test('a prior starts as N(0, 1), so the data leave the flow unchanged', async () => {
  const flow = await flowOf({ shape: [4], layers: [{ type: 'split' }], parts: [] });
  const { environment, feeds } = bound(flow, 0);
  const x = constant([1, -2, 3, 0.5], [1, 4]);
  const { latent, readings } = density(flow, x, { ...environment });
  const [z, logDet, logPrior] = evaluate([latent, readings[0]!.logDet, readings[0]!.logPrior!], feeds);
  expect([...z!.data]).toEqual([3, 0.5, 1, -2]);
  expect(logDet!.data[0]).toBeCloseTo(0, 12);
  expect(logPrior!.data[0]).toBeCloseTo(-0.5 * (9 + 0.25) - Math.log(2 * Math.PI), 12);
});

test('at temperature 0, what left the flow is the mean of its prior', async () => {
  const each = CASES['an image with context']!;
  const flow = await flowOf(each);
  const { environment, feeds } = bound(flow, 0.3);
  const noise = input('noise', [BATCH, 12]);
  const temperature = input('temperature', [1]);
  feeds.set(noise, normal(noise.shape, 'noise'));
  const z = baseSample(flow, noise, temperature, environment);
  const x = decoded(flow, z, environment);
  const { latent } = density(flow, x, environment);
  for (const value of [0, 0.5, 1]) {
    const [found] = evaluate([latent], new Map(feeds).set(temperature, { shape: [1], data: Float64Array.of(value) }));
    for (const [i, own] of found!.data.entries()) expect(own).toBeCloseTo(value * feeds.get(noise)!.data[i]!, 9);
  }
});

test('noise is normal for what left the flow, and of the base’s kind for the rest', async () => {
  const flow = await flowOf(CASES['unequal turns, and a base with noise of another kind']!);
  const noise = new Float32Array(4 * 500);
  fillLatentNoise(flow, randomStream(1, 'noise'), noise);
  const columns = [0, 1, 2, 3].map((d) => noise.filter((_, i) => i % 4 === d));
  expect(columns.map((own) => own.some((value) => value < 0 || value >= 1))).toEqual([true, true, true, false]);
});
