/** The flows that initializations are compared on: one of each kind of conditioned layer, as specs. */

import { tmpdir } from 'node:os';
import type { ActivationName } from '../../../daemon/flow/conditioners/activations.ts';
import { asFlowPlan } from '../../../daemon/models/flow-plan.ts';
import { checkSpec } from '../../../daemon/spec/check-spec.ts';
import type { Plan } from '../../../daemon/spec/plan.ts';

export const FLOWS = {
  'affine coupling': { times: 4, layer: { type: 'affine-coupling', scaleBound: 1 } },
  'spline coupling': { times: 4, layer: { type: 'spline-coupling', bins: 8, bound: 4 } },
  autoregressive: { times: 4, layer: { type: 'affine-autoregressive', scaleBound: 1 } },
} as const;

export type FlowName = keyof typeof FLOWS;
export const FLOW_NAMES = Object.keys(FLOWS) as FlowName[];

export const TRAINING = {
  steps: 1000,
  batchSize: 256,
  learningRate: 2e-3,
  warmup: 100,
  gradientClip: 5,
} as const;

/** Far above any loss of these runs, and a number: the default depends on the first loss. */
const LOSS_LIMIT = 1e6;

export interface FlowChoice {
  readonly flow: FlowName;
  readonly dimension: number;
  readonly activation: ActivationName;
  /** Instead of two hidden layers of 64 units: a residual network of two blocks. */
  readonly residual?: boolean;
}

/** @throws Error if the spec has errors */
export async function planOf({ flow, dimension, activation, residual = false }: FlowChoice): Promise<Plan> {
  const { times, layer } = FLOWS[flow];
  const { steps, batchSize, learningRate, warmup, gradientClip } = TRAINING;
  const dense = { type: flow === 'autoregressive' ? 'masked-mlp' : 'mlp', hidden: [64, 64], activation };
  const conditioner = residual ? { type: 'resnet', hidden: 64, blocks: 2, activation } : dense;
  const spec = {
    // The rows come as an array in memory; the file is never opened.
    data: { source: 'npy', path: 'absent.npy', shape: [dimension] },
    layers: [{ type: 'repeat', times, layers: [{ ...layer, conditioner }] }],
    training: {
      steps,
      batchSize,
      optimizer: { type: 'adam', learningRate },
      schedule: { type: 'cosine', warmup },
      gradientClip,
      lossLimit: LOSS_LIMIT,
    },
  };
  const options = { folder: tmpdir(), trusted: true, fileStem: 'initialization' };
  const { plan, diagnostics } = await checkSpec(JSON.stringify(spec), options);
  if (plan === null) throw new Error(`the spec has errors: ${JSON.stringify(diagnostics)}`);
  return asFlowPlan(plan, 'the spec');
}
