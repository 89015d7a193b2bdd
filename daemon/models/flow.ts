/** The normalizing flow: exact log q(x) = log π(f(x)) + log|det ∂f/∂x|, maximized directly. */
import * as z from 'zod';
import type { Reading } from '../flow/apply/reading.ts';
import { batchMean } from '../flow/batch-mean.ts';
import { encoderNetwork } from '../flow/conditioners/choices.ts';
import type { FlatLayer } from '../flow/flatten-plan.ts';
import { flattenPlan, placeKey } from '../flow/flatten-plan.ts';
import type { Flow } from '../flow/flow.ts';
import { buildFlow, density, termMeans } from '../flow/flow.ts';
import { isLowerBound } from '../flow/lower-bound.ts';
import { foldName } from '../flow/parameters.ts';
import type { FlowPlan } from '../flow/plan.ts';
import type { Leaf } from '../flow/segments.ts';
import { neg } from '../tensor/ops/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineModel, type Model } from './definition.ts';
import { FLOW, isFlowPlan } from './flow-plan.ts';
import { adversarialFlow } from './gan/flow-gan.ts';
import type { ModelPlan } from './plan.ts';

const GROUP = 'flow';

export const flowModel = defineModel({
  type: FLOW,
  noun: 'a flow',
  documentation: {
    summary: 'A normalizing flow: an invertible map from data to latents, trained on its exact log-likelihood.',
    reference: 'Rezende & Mohamed 2015; Papamakarios et al. 2021, eq. 3',
  },
  variants: { 'flow-gan': 'model "flow" with the objective "adversarial" in "training"' },
  sections: {
    layers: true,
    keys: z.strictObject({}),
    networks: {
      contextEncoder: {
        description:
          'Network that turns condition images into features, which every coupling and prior reads. Its `channels` are the number of features.',
        ...encoderNetwork,
        needs: { what: 'condition images', of: (context) => (context?.images ?? []).length > 0 },
      },
    },
  },
  likelihood: 'exact',
  weighted: true,
  metrics: [
    { name: 'nll', unit: 'nats', definition: 'Mean of −log q(x) over the rows of a split, in data units.' },
    { name: 'bitsPerDim', unit: 'bits/dim', definition: 'NLL per dimension in bits, for images.' },
    { name: 'gap', unit: 'nats', definition: 'Mean of log p(x) − log q(x), if the true density p is known.' },
    { name: 'gapBitsPerDim', unit: 'bits/dim', definition: 'The gap per dimension in bits, for images.' },
  ],
  build(plan) {
    if (!isFlowPlan(plan)) throw new Error(`the plan is of model '${plan.model}', not of a flow`);
    return flowModelOf(buildFlow(plan), plan);
  },
});

/** A flow with the objective of its plan. */
export function flowModelOf(flow: Flow, plan: FlowPlan & Pick<ModelPlan, 'training'>): Model {
  const { objective } = plan.training;
  const likelihood = flowAsModel(flow, plan);
  return objective.type === 'adversarial'
    ? adversarialFlow(flow, likelihood, { ...plan.training, objective })
    : likelihood;
}

/** A flow with one objective, the mean of −log q, over all its parameters. */
export function flowAsModel(flow: Flow, plan: Pick<FlowPlan, 'base' | 'layers'>): Model {
  const { inputShape, contextSize, parameters } = flow;
  const positions = positionsOf(flattenPlan(plan));
  return {
    inputShape,
    contextSize,
    parameters,
    groups: [{ name: GROUP, parameters }],
    objectives: [{ name: 'max-likelihood', minimizedBy: GROUP, likelihood: true }],
    batch(x, environment) {
      const { base, readings, logProb } = density(flow, x, environment);
      return {
        losses: [neg(batchMean(logProb, environment))],
        terms: {},
        layers: {
          base: batchMean(base, environment),
          logDets: readings.map((reading) => ({
            means: termMeans(reading, environment),
            positions: reading.turns.map((turn, i) => positions(reading.folded?.[i] ?? reading.leaf, turn)),
          })),
        },
      };
    },
    latents: null,
    logDensity: (x, environment) => density(flow, x, environment).logProb,
    ...(isLowerBound(plan) ? { lowerBound: true } : {}),
    initialize: (x, environment) => new Map(density(flow, x, environment).readings.flatMap(startValues)),
  };
}

/** The values of a reading from the data, by the names of stored parameters. */
function startValues({ leaf, folded, initialized }: Reading): (readonly [string, Tensor])[] {
  return Object.entries(initialized).flatMap(([name, tensor]): (readonly [string, Tensor])[] => {
    if (!folded) return [[`${leaf.prefix}.${name}`, tensor]];
    const [first] = folded as readonly [Leaf];
    return [[foldName(`${first.prefix}.${name}`, folded.length), tensor]];
  });
}

/** Positions of layers in the order of `describe`, by their place in the spec and their turn. */
function positionsOf(layers: readonly FlatLayer[]): (leaf: Leaf, turn: readonly number[]) => number {
  const indices = new Map(layers.map((layer) => [placeKey(layer, layer.turn), layer.index]));
  return (leaf, turn) => indices.get(placeKey(leaf, turn))!;
}
