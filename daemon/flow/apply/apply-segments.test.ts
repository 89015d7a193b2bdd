/** Loops, left-over turns, nesting and inverses: the unrolled form is the reference for the looped one. */

import { expect, test } from 'vitest';
import { asFlowPlan } from '../../models/flow-plan.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { mean, neg, reshape } from '../../tensor/ops/arithmetic.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { scan, unrolled } from '../../tensor/ops/scan.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { flattenPlan } from '../flatten-plan.ts';
import type { Flow } from '../flow.ts';
import { buildFlow, density, parameterInputs } from '../flow.ts';
import { applySegments } from './apply-segments.ts';
import type { Environment } from './environment.ts';

const AFFINE = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [5] } };
const BATCH = 6;

/** Name, dimension, layers, and the expected number of loops at the flow's top level. */
const CASES: readonly (readonly [string, number, readonly object[], number])[] = [
  ['turns that are all alike', 3, [{ type: 'repeat', times: 4, layers: [{ type: 'linear' }, { type: 'actnorm' }] }], 1],
  ['alternating masks, an even number of turns', 2, [{ type: 'repeat', times: 4, layers: [AFFINE] }], 1],
  [
    'alternating masks, an odd number of turns',
    3,
    [{ type: 'repeat', times: 5, layers: [AFFINE, { type: 'actnorm' }] }],
    1,
  ],
  ['too few turns for a loop', 3, [{ type: 'repeat', times: 3, layers: [AFFINE] }], 0],
  [
    'permutations that differ',
    4,
    [{ type: 'repeat', times: 3, layers: [AFFINE, { type: 'permutation', order: 'random' }] }],
    0,
  ],
  [
    'loops inside loops',
    3,
    [{ type: 'repeat', times: 5, layers: [{ type: 'repeat', times: 3, layers: [AFFINE] }, { type: 'actnorm' }] }],
    1,
  ],
  [
    'inverses inside a loop, and a loop inside an inverse',
    2,
    [
      {
        type: 'repeat',
        times: 3,
        layers: [{ type: 'inverse', layer: { type: 'affine-autoregressive', order: 'natural' } }],
      },
      { type: 'inverse', layers: [{ type: 'repeat', times: 5, layers: [AFFINE, { type: 'actnorm' }] }] },
    ],
    1,
  ],
];

async function planOf(dimension: number, layers: readonly object[]) {
  const data = { source: 'npy', path: 'absent.npy', shape: [dimension], standardize: false };
  const { plan, diagnostics } = await checkSpec(JSON.stringify({ data, layers }), {
    folder: '/nowhere',
    trusted: true,
    fileStem: 'a',
  });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return asFlowPlan(plan, 'the spec');
}

/** Initial values shifted by N(0, 0.1²). */
function randomValues(flow: Flow): Map<string, NdArray> {
  return new Map(
    flow.parameters.map(({ name, shape, trainable, initialize }) => {
      const noise = randomStream(9, name);
      const data = Float64Array.from(initialize(1), (value) => value + (trainable ? 0.1 * noise.normal() : 0));
      return [name, { shape, data }];
    }),
  );
}

function graph(flow: Flow, loop: Environment['loop']) {
  const parameters = parameterInputs(flow);
  const noise = () => {
    throw new Error('no layer here needs noise');
  };
  const environment: Environment = { parameters, context: null, noise, loop, probe: null, initialize: false };
  const x = input('x', [BATCH, ...flow.inputShape]);
  const result = density(flow, x, environment);
  const back = applySegments(flow.segments, result.latent, 'inverse', environment);
  const trainable = flow.parameters.filter((p) => p.trainable).map(({ name }) => parameters.get(name)!);
  const loss = neg(mean(result.logProb));
  return { parameters, x, result, back: back.value, loss, derivatives: gradients(loss, [x, ...trainable]) as Tensor[] };
}

test.each(CASES)(
  '%s: Scan and written out agree, g undoes f, terms are in plan order',
  async (_name, dimension, layers, loops) => {
    const plan = await planOf(dimension, layers);
    const flow = buildFlow(plan);
    expect(flow.segments.filter(({ kind }) => kind === 'loop')).toHaveLength(loops);
    const values = randomValues(flow);
    const points = randomStream(3, 'points');
    const x: NdArray = {
      shape: [BATCH, dimension],
      data: Float64Array.from({ length: BATCH * dimension }, () => points.normal()),
    };
    const answers = [scan, unrolled].map((loop) => {
      const g = graph(flow, loop);
      const feeds = new Map<Tensor, NdArray>([[g.x, x]]);
      for (const [name, tensor] of g.parameters) feeds.set(tensor, values.get(name)!);
      const outputs = [g.result.logProb, g.back, ...g.derivatives, ...g.result.readings.map(({ logDet }) => logDet)];
      return { g, outputs, results: evaluate(outputs, feeds) };
    });
    const [looped, written] = answers as [(typeof answers)[0], (typeof answers)[0]];
    for (const [i, { data }] of looped.results.entries()) {
      for (const [k, v] of data.entries()) expect(v).toBeCloseTo(written.results[i]!.data[k]!, 11);
    }
    for (const [i, v] of looped.results[1]!.data.entries()) expect(v).toBeCloseTo(x.data[i]!, 9);

    // Each layer and turn of the plan is read exactly once.
    const key = (path: string, turn: readonly number[]) => `${path} ${turn}`;
    const read = looped.g.result.readings.flatMap(({ leaf, turns }) => turns.map((turn) => key(leaf.path, turn)));
    expect(read.toSorted()).toEqual(
      flattenPlan(plan)
        .map(({ path, turn }) => key(path, turn))
        .toSorted(),
    );

    // The same in float32, as ONNX.
    const { g, outputs, results } = looped;
    const inputs = [{ name: 'x', tensor: g.x }, ...[...g.parameters].map(([name, tensor]) => ({ name, tensor }))];
    const compiled = await cpuRuntime({ threads: 1 }).compile({
      inputs,
      outputs: outputs.map((tensor, i) => ({ name: `y${i}`, tensor: reshape(tensor, [sizeOf(tensor.shape)]) })),
    });
    const feeds = Object.fromEntries([
      ['x', x.data] as const,
      ...[...values].map(([name, { data }]) => [name, data] as const),
    ]);
    const single = await compiled.run(feeds);
    const scale = Math.max(1, ...results.flatMap(({ data }) => Array.from(data, Math.abs)));
    for (const [i, { data }] of results.entries()) {
      for (const [k, v] of data.entries()) expect(Math.abs(single[`y${i}`]![k]! - v)).toBeLessThan(1e-4 * scale);
    }
    await compiled.dispose();
  },
);
