/** Correct flows with many random parameters are never reported as inexact. */

import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { buildFlow } from '../../flow/flow.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { WIDE_LAYERS } from '../testing/wide-layers.ts';
import { randomParameters } from './verification-points.ts';
import { verifyFlow } from './verify-flow.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const runtime = cpuRuntime({ threads: 1 });

const repeated = (dimension: number, ...layers: readonly object[]) =>
  JSON.stringify({
    data: { source: 'npy', path: 'absent.npy', shape: [dimension] },
    layers: [{ type: 'repeat', times: 3, layers }],
  });
const spline = (keys: object, activation: string) => ({
  type: 'spline-coupling',
  ...keys,
  conditioner: { type: 'mlp', hidden: [32, 32], activation },
});
const autoregressive = (scale: string) => ({ type: 'affine-autoregressive', scale });

/** Above 256 dimensions flows are verified on a subspace. */
const WIDE = JSON.stringify({ data: { source: 'npy', path: 'absent.npy', shape: [260] }, layers: WIDE_LAYERS });

const SPECS: readonly (readonly [string, string])[] = [
  ['260 dimensions', WIDE],
  ...['relu', 'tanh', 'silu'].flatMap((activation) =>
    [4, 8, 16].map((bins) => {
      const layers = [spline({ bins, bound: bins / 2 }, activation), { type: 'permutation' }];
      return [
        `spline-coupling, ${activation}, ${bins} bins`,
        repeated(activation === 'tanh' ? 5 : 2, ...layers),
      ] as const;
    }),
  ),
  ...['tanh', 'sigmoid'].map((scale) => {
    const layers = [autoregressive(scale), { type: 'inverse', layers: [autoregressive(scale)] }, { type: 'linear' }];
    return [`affine-autoregressive, ${scale}`, repeated(6, ...layers)] as const;
  }),
];
const FILES = [
  'two-moons',
  'eight-gaussians',
  'letters',
  'gallery/integers',
  'gallery/healthy',
  'gallery/exploding-scale',
];

const found = async (text: string, folder: string) => {
  const { plan: checked } = await checkSpec(text, { folder, trusted: true, fileStem: 'verified' });
  const plan = asFlowPlan(checked!, 'the spec');
  const flow = buildFlow(plan);
  const wrong: string[] = [];
  for (const seed of SEEDS) {
    const subject = { plan, flow, parameters: randomParameters(flow, seed) };
    const { layers } = await verifyFlow(runtime, subject, null, { points: null, seed });
    for (const layer of layers) if (!layer.ok) wrong.push(`seed ${seed}: ${JSON.stringify(layer)}`);
  }
  return wrong;
};

test.each(SPECS)(
  '%s',
  async (_name, text) => {
    expect(await found(text, '.')).toEqual([]);
  },
  600_000,
);

test.each(FILES)(
  'examples/%s',
  async (name) => {
    const file = `examples/${name}.flow.json`;
    expect(await found(await readFile(file, 'utf8'), dirname(file))).toEqual([]);
  },
  600_000,
);
