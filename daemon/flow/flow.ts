/** An executable plan: bijections, base distribution, stored parameters, and the graphs of log q and sampling. */

import { add, mul, reshape, sum } from '../tensor/ops/arithmetic.ts';
import { input, scalar } from '../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Environment, Reading } from './apply.ts';
import { applySegments } from './apply.ts';
import { baseOfType } from './bases/registry.ts';
import { layerOfType } from './bijections/registry.ts';
import type { BaseDistribution, Bijection } from './definition.ts';
import type { StoredParameter } from './parameters.ts';
import { stored, storedParameters } from './parameters.ts';
import type { FlowPlan, PlanLayer } from './plan.ts';
import type { Segment } from './segments.ts';
import { segmentsOf } from './segments.ts';

export interface Flow {
  readonly segments: readonly Segment[];
  readonly base: BaseDistribution;
  readonly parameters: readonly StoredParameter[];
  readonly inputShape: Shape;
  readonly latentShape: Shape;
  readonly contextSize: number;
}

const BASE = 'base';

export function buildFlow(plan: FlowPlan): Flow {
  const contextSize = plan.context?.size ?? 0;
  const segments = segmentsOf(plan.layers, (layer) => buildLayer(layer, contextSize));
  const base = buildBase(plan);
  const parameters = [...storedParameters(segments), ...base.parameters.map((spec) => stored(BASE, spec))];
  return { segments, base, parameters, inputShape: plan.inputShape, latentShape: plan.base.shape, contextSize };
}

/** The base distribution of a plan. */
export function buildBase({ base, context }: Pick<FlowPlan, 'base' | 'context'>): BaseDistribution {
  const definition = baseOfType(base.type);
  if (!definition.build) throw new Error(`base '${base.type}' cannot be built`);
  return definition.build(base.config, { inputShape: base.shape, contextSize: context?.size ?? 0 });
}

/** The map of one layer of a plan. */
export function buildLayer(
  { type, config, inputShape }: Pick<PlanLayer, 'type' | 'config' | 'inputShape'>,
  contextSize: number,
): Bijection {
  const definition = layerOfType(type);
  if (!definition.build) throw new Error(`layer '${type}' cannot be built`);
  return definition.build(config, { inputShape, contextSize });
}

/** Graph inputs for all stored parameters, by name. */
export function parameterInputs(flow: Pick<Flow, 'parameters'>): Map<string, Tensor> {
  return new Map(flow.parameters.map(({ name, shape, dtype }) => [name, input(name, shape, dtype)]));
}

export interface Density {
  /** z = f(x), [B, …latentShape]. */
  readonly latent: Tensor;
  /** log π(z), [B], nats. */
  readonly base: Tensor;
  readonly readings: readonly Reading[];
  /** log q(x) = log π(z) + Σ log|det|, [B], nats, in the units of the flow's input. */
  readonly logProb: Tensor;
}

/** log q of x [B, …inputShape]. */
export function density(flow: Flow, x: Tensor, environment: Environment): Density {
  const { value, readings } = applySegments(flow.segments, x, 'forward', environment);
  const base = baseLogProb(flow, value, environment);
  return { latent: value, base, readings, logProb: readings.map(totalOf).reduce(add, base) };
}

export function baseLogProb(flow: Flow, z: Tensor, environment: Environment): Tensor {
  return flow.base.logProb(z, baseScope(environment));
}

/** z from host noise with its standard deviation scaled by `temperature` ([1]), [B, …latentShape]. */
export function baseSample(flow: Flow, noise: Tensor, temperature: Tensor, environment: Environment): Tensor {
  return flow.base.sample(noise, temperature, baseScope(environment));
}

function baseScope({ parameters, context, noise }: Environment) {
  return { parameter: (name: string) => parameters.get(`${BASE}.${name}`)!, context, noise };
}

/** Sum of a reading's log-dets over the turns of its loops, [B] or [1]. */
export function totalOf({ logDet }: Reading): Tensor {
  const stackAxes = Array.from({ length: logDet.shape.length - 1 }, (_, i) => i);
  return stackAxes.length === 0 ? logDet : sum(logDet, stackAxes);
}

/** Mean over the batch of each slice's log-det, [number of turns]. */
export function meansOf({ logDet, turns }: Reading): Tensor {
  const batch = logDet.shape.at(-1)!;
  const flat = reshape(logDet, [turns.length, batch]);
  return batch === 1 ? reshape(flat, [turns.length]) : scaled(sum(flat, [1]), 1 / batch);
}

function scaled(x: Tensor, factor: number): Tensor {
  return mul(x, scalar(factor));
}
