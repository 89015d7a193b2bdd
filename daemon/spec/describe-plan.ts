import { type FlatLayer, flattenPlan } from '../flow/flatten-plan.ts';
import { type LatentPart, latentParts } from '../flow/latent-parts.ts';
import type { PlanContext } from '../flow/plan.ts';
import type { ModelPlan, TrainingPlan } from '../models/plan.ts';
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

/** What `describe` prints of every model (the command line's contract, version 1). */
export interface DescribedPoints {
  readonly v: 1;
  readonly name: string;
  /** Number of elements of one data point. */
  readonly dimension: number;
  readonly inputShape: Shape;
  readonly context: PlanContext | null;
  readonly training: TrainingPlan;
}

export interface DescribedBase {
  readonly type: string;
  readonly parameters: number;
  readonly values: object;
}

/** And of a flow. */
export interface FlowDescription extends DescribedPoints {
  readonly base: DescribedBase;
  /** The parts of the latent, in its order: `start` is the index of the first coordinate, `layer` where it leaves the flow. */
  readonly latent: readonly LatentPart[];
  /** Of condition images; absent: there are none. */
  readonly contextEncoder?: { readonly parameters: number; readonly values: object };
  readonly layers: readonly DescribedLayer[];
  readonly parameters: number;
}

export function describePoints({
  name,
  inputShape,
  context,
  training,
}: Pick<ModelPlan, 'name' | 'inputShape' | 'context' | 'training'>): DescribedPoints {
  const dimension = inputShape.reduce((product, extent) => product * extent, 1);
  return { v: 1, name, dimension, inputShape, context, training };
}

export function describePlan(plan: Plan, counts: ParameterCounts): FlowDescription {
  const layers = describeLayers(plan, counts);
  return {
    ...describePoints(plan),
    base: { type: plan.base.type, parameters: counts.base, values: plan.base.config },
    latent: latentParts(plan),
    ...(plan.contextEncoder && counts.encoder !== null
      ? { contextEncoder: { parameters: counts.encoder, values: plan.contextEncoder } }
      : {}),
    layers,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, counts.base + (counts.encoder ?? 0)),
  };
}

/** The layers of a flow, from its input to the latent. */
export function describeLayers(plan: Pick<Plan, 'base' | 'layers'>, counts: Pick<ParameterCounts, 'layer'>) {
  return flattenPlan(plan).map((flat) => describeLayer(flat, counts.layer(flat)));
}

function describeLayer(flat: FlatLayer, parameters: number): DescribedLayer {
  const { index, type, path, turn, inputShape, outputShape, layer } = flat;
  return { index, type, path, turn, inputShape, outputShape, parameters, values: layer.config };
}
