import { type FlatLayer, flattenPlan } from '../flow/flatten-plan.ts';
import { type LatentPart, latentParts } from '../flow/latent-parts.ts';
import type { PlanContext } from '../flow/plan.ts';
import type { TrainingPlan } from '../models/plan.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { Plan } from './plan.ts';

/** Numbers of trainable parameters; they come from the flow, which the spec language does not know. */
export interface ParameterCounts {
  readonly layer: (layer: FlatLayer) => number;
  readonly base: number;
  /** Of condition images; null: there are none. */
  readonly encoder: number | null;
}

export interface DescribedLayer {
  readonly index: number;
  readonly type: string;
  readonly path: string;
  readonly turn: readonly number[];
  /** In the order of the data, even inside `inverse`. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: number;
  /** All effective keys. */
  readonly values: object;
}

/** What `describe` prints (the command line's contract, version 1). */
export interface Description {
  readonly v: 1;
  readonly name: string;
  /** Number of elements of one data point. */
  readonly dimension: number;
  readonly inputShape: Shape;
  readonly context: PlanContext | null;
  readonly base: { readonly type: string; readonly parameters: number; readonly values: object };
  /** The parts of the latent, in its order: `start` is the index of the first coordinate, `layer` where it leaves the flow. */
  readonly latent: readonly LatentPart[];
  /** Of condition images; absent: there are none. */
  readonly contextEncoder?: { readonly parameters: number; readonly values: object };
  readonly layers: readonly DescribedLayer[];
  readonly parameters: number;
  readonly training: TrainingPlan;
}

export function describePlan(plan: Plan, counts: ParameterCounts): Description {
  const layers = flattenPlan(plan).map((flat) => describeLayer(flat, counts.layer(flat)));
  return {
    v: 1,
    name: plan.name,
    dimension: plan.inputShape.reduce((product, extent) => product * extent, 1),
    inputShape: plan.inputShape,
    context: plan.context,
    base: { type: plan.base.type, parameters: counts.base, values: plan.base.config },
    latent: latentParts(plan),
    ...(plan.contextEncoder && counts.encoder !== null
      ? { contextEncoder: { parameters: counts.encoder, values: plan.contextEncoder } }
      : {}),
    layers,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, counts.base + (counts.encoder ?? 0)),
    training: plan.training,
  };
}

function describeLayer(flat: FlatLayer, parameters: number): DescribedLayer {
  const { index, type, path, turn, inputShape, outputShape, layer } = flat;
  return { index, type, path, turn, inputShape, outputShape, parameters, values: layer.config };
}
