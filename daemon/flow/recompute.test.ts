/** Gradients with activations from the inverse are those with stored ones, and store less. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exactGraph } from '../inspection/graphs/exact-graph.ts';
import { HALVES, halvesFolder } from '../inspection/testing/halves.ts';
import { randomFlow } from '../inspection/testing/random-flow.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { evaluate } from '../tensor/evaluate.ts';
import { gradients } from '../tensor/gradients.ts';
import { topologicalOrder } from '../tensor/graph.ts';
import { mean, neg, reshape } from '../tensor/ops/arithmetic.ts';
import { inputOp } from '../tensor/ops/leaf.ts';
import { scan, scanOp } from '../tensor/ops/scan.ts';
import { simplify } from '../tensor/simplify.ts';
import type { NdArray, Tensor } from '../tensor/tensor.ts';
import { applies, sizeOf } from '../tensor/tensor.ts';
import { density } from './flow.ts';

let folder: string;

beforeAll(async () => {
  folder = await halvesFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

const convolutions = { type: 'convnet', channels: 4, kernels: [3, 1, 3], activation: 'tanh' };
const coupling = { type: 'affine-coupling', mask: 'channel', conditioner: convolutions };
const mlp = { type: 'mlp', hidden: [6], activation: 'tanh' };
const BOUNDED = { type: 'affine', trainable: false, scale: 0.01, shift: -1 };
/** The conditioned right halves of images: 4 × 4 × 1. */
const IMAGES = { data: HALVES, contextEncoder: { type: 'convnet', channels: 3, activation: 'tanh' } };
const VECTORS = { data: { source: 'eight-gaussians', samples: 100, evaluationSamples: 40 } };
const repeated = (times: number, ...layers: readonly object[]) => ({ type: 'repeat', times, layers });

/** The layers, and how many loops of gradients store nothing. */
const CASES: Readonly<Record<string, readonly [object, number]>> = {
  'a Glow of two levels with condition images': [
    {
      ...IMAGES,
      layers: [
        BOUNDED,
        { type: 'squeeze' },
        repeated(3, { type: 'actnorm' }, { type: 'conv1x1' }, coupling),
        { type: 'split', conditioner: convolutions },
        { type: 'squeeze' },
        repeated(
          2,
          { type: 'actnorm' },
          { type: 'conv1x1', kind: 'plain' },
          { ...coupling, type: 'additive-coupling' },
        ),
      ],
    },
    2,
  ],
  'alternating masks and a turn that is left over': [
    { ...IMAGES, layers: [BOUNDED, repeated(5, { type: 'affine-coupling', conditioner: convolutions })] },
    1,
  ],
  'vectors, loops in loops and inverses': [
    {
      ...VECTORS,
      layers: [
        repeated(
          3,
          repeated(2, { type: 'linear' }, { type: 'permutation' }),
          { type: 'inverse', layer: { type: 'affine-autoregressive', order: 'natural' } },
          { type: 'spline-coupling', mask: 'even', bins: 4, conditioner: mlp },
          { type: 'actnorm' },
        ),
      ],
    },
    2,
  ],
  'a loop inside an inverse': [
    { ...VECTORS, layers: [{ type: 'inverse', layers: [repeated(4, { type: 'linear' }, { type: 'affine' })] }] },
    1,
  ],
  'a loop with a layer that has no inverse in one pass, and a loop inside it that has': [
    {
      ...VECTORS,
      layers: [
        repeated(2, { type: 'affine-autoregressive', order: 'natural' }, repeated(2, { type: 'linear' })),
        repeated(2, { type: 'mixture-cdf-coupling', mask: 'even', conditioner: mlp }),
      ],
    },
    1,
  ],
};

test.each(Object.entries(CASES))('%s', { timeout: 60_000 }, async (_name, [spec, undone]) => {
  const { open, data } = await randomFlow({ base: { type: 'diagonal-normal' }, ...spec }, folder);
  const rows = data.split('validation');
  const graph = exactGraph(open.flow, open.parameters, 5, 0);
  const feeds = graph.feeds({ ...rows, values: Float32Array.from(rows.values) }, [0, 1, 2, 3, 4]);
  const { parameters } = graph.environment;
  const trained = open.flow.parameters.filter(({ trainable }) => trainable);
  const derivatives = (recompute: boolean): readonly Tensor[] => {
    const environment = { ...graph.environment, loop: scan, recompute };
    const loss = neg(mean(density(open.flow, graph.x, environment).logProb));
    const wrt = [graph.x, ...trained.map(({ name }) => parameters.get(name)!)];
    return gradients(loss, wrt) as Tensor[];
  };
  const [stored, recomputed] = [derivatives(false), derivatives(true)];
  expect(undoneLoops(recomputed) - undoneLoops(stored)).toBe(undone);
  const exact = evaluate(stored, feeds);
  expect(relativeError(evaluate(recomputed, feeds), exact)).toBeLessThan(1e-9);
  expect(relativeError(evaluate(simplify(recomputed), feeds), exact)).toBeLessThan(1e-9);

  const single = await float32(recomputed, feeds);
  expect(relativeError(single, exact)).toBeLessThan(1e-4);
});

/** Loops, also nested ones, whose gradients carry values along with gradients, so they read no stored activations. */
function undoneLoops(outputs: readonly Tensor[]): number {
  const loops = topologicalOrder(outputs).flatMap((node) => (applies(node, scanOp) ? [node.attributes.body] : []));
  return loops.reduce((count, { carry, nextCarry, outputs: emitted }) => {
    const own = carry.some(({ node }) => applies(node, inputOp) && node.attributes.name === 'undone0');
    return count + Number(own) + undoneLoops([...nextCarry, ...emitted]);
  }, 0);
}

async function float32(outputs: readonly Tensor[], feeds: ReadonlyMap<Tensor, NdArray>): Promise<NdArray[]> {
  const used = topologicalOrder(outputs).flatMap((node) => node.outputs.filter((x) => feeds.has(x)));
  const compiled = await cpuRuntime({ threads: 1 }).compile({
    inputs: used.map((tensor, i) => ({ name: `in${i}`, tensor })),
    outputs: outputs.map((tensor, i) => ({ name: `out${i}`, tensor: reshape(tensor, [sizeOf(tensor.shape)]) })),
  });
  const results = await compiled.run(Object.fromEntries(used.map((x, i) => [`in${i}`, feeds.get(x)!.data])));
  await compiled.dispose();
  return outputs.map(({ shape }, i) => ({ shape, data: Float64Array.from(results[`out${i}`]!) }));
}

/** Largest difference of a tensor relative to the largest entry of that tensor, or to 1e-3 of all. */
function relativeError(values: readonly NdArray[], exact: readonly NdArray[]): number {
  const largest = ({ data }: NdArray) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const floor = 1e-3 * Math.max(...exact.map(largest));
  const errors = exact.map((own, i) => {
    const differences = own.data.map((value, k) => value - values[i]!.data[k]!);
    return largest({ shape: own.shape, data: differences }) / Math.max(largest(own), floor);
  });
  return Math.max(...errors);
}
