/** An executable plan: bijections, base distribution, stored parameters, and the graphs of log q and sampling. */

import { add, mul, reshape, sum } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { input, scalar } from '../tensor/ops/leaf.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { Environment, Reading } from './apply.ts';
import { applySegments } from './apply.ts';
import { baseOfType } from './bases/registry.ts';
import { layerOfType } from './bijections/registry.ts';
import type { BaseDistribution, Bijection } from './definition.ts';
import { nodesOf } from './flatten-plan.ts';
import { type LatentPart, latentParts, latentShapeOf } from './latent-parts.ts';
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
  readonly latentParts: readonly LatentPart[];
  /** [D] if splits factor out parts of the latent. */
  readonly latentShape: Shape;
  readonly contextSize: number;
}

const BASE = 'base';

export function buildFlow(plan: FlowPlan): Flow {
  const contextSize = plan.context?.size ?? 0;
  const segments = segmentsOf(nodesOf(plan), (layer) => buildLayer(layer, contextSize));
  const base = buildBase(plan);
  const parameters = [...storedParameters(segments), ...base.parameters.map((spec) => stored(BASE, spec))];
  const parts = latentParts(plan);
  const { inputShape } = plan;
  return { segments, base, parameters, inputShape, latentParts: parts, latentShape: latentShapeOf(parts), contextSize };
}

/** The base distribution of a plan, behind its step. */
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
  /** log π of the last part of the latent, [B], nats. */
  readonly base: Tensor;
  readonly readings: readonly Reading[];
  /** log q(x) = log π(z) + Σ terms, [B], nats, in the units of the flow's input. */
  readonly logProb: Tensor;
}

/** log q of x [B, …inputShape]. */
export function density(flow: Flow, x: Tensor, environment: Environment): Density {
  const { value, factored, readings } = applySegments(flow.segments, x, 'forward', environment);
  const base = flow.base.logProb(value, baseScope(environment));
  return { latent: joinedLatent(factored, value), base, readings, logProb: readings.map(termOf).reduce(add, base) };
}

/** x = g(z), [B, …inputShape], of z [B, …latentShape]. */
export function decoded(
  { segments, latentParts: parts }: Pick<Flow, 'segments' | 'latentParts'>,
  z: Tensor,
  environment: Environment,
): Tensor {
  const own = partsOf(parts, z);
  return applySegments(segments, own.at(-1)!, 'inverse', environment, own.slice(0, -1)).value;
}

/** z from host noise with its standard deviation scaled by `temperature` ([1]), [B, …latentShape]. */
export function baseSample(flow: Flow, noise: Tensor, temperature: Tensor, environment: Environment): Tensor {
  const own = partsOf(flow.latentParts, noise);
  const last = flow.base.sample(own.at(-1)!, temperature, baseScope(environment));
  return joinedLatent(
    own.slice(0, -1).map((part) => mul(part, temperature)),
    last,
  );
}

function joinedLatent(factored: readonly Tensor[], last: Tensor): Tensor {
  return factored.length === 0 ? last : concat([...factored, last].map(flat), 1);
}

function partsOf(parts: readonly LatentPart[], z: Tensor): readonly Tensor[] {
  if (parts.length === 1) return [z];
  const sizes = parts.map(({ shape }) => sizeOf(shape));
  return split(z, sizes, 1).map((part, i) => reshape(part, [z.shape[0]!, ...parts[i]!.shape]));
}

function flat(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
}

function baseScope({ parameters, context, noise }: Environment) {
  return { parameter: (name: string) => parameters.get(`${BASE}.${name}`)!, context, noise };
}

/** Sum of a reading's log-dets over the turns of its loops, [B] or [1]. */
export function totalOf({ logDet }: Reading): Tensor {
  const stackAxes = Array.from({ length: logDet.shape.length - 1 }, (_, i) => i);
  return stackAxes.length === 0 ? logDet : sum(logDet, stackAxes);
}

/** A reading's term of log q, [B] or [1]: its log-dets and its log-prior. */
export function termOf(reading: Reading): Tensor {
  return reading.logPrior === null ? totalOf(reading) : add(totalOf(reading), reading.logPrior);
}

/** Mean over the batch of each slice's term of log q, [number of turns]. */
export function termMeans({ logDet, logPrior, turns }: Reading): Tensor {
  if (logPrior !== null) return meansOf(add(logDet, logPrior), 1);
  return meansOf(logDet, turns.length);
}

function meansOf(term: Tensor, slices: number): Tensor {
  const batch = term.shape.at(-1)!;
  const each = reshape(term, [slices, batch]);
  return batch === 1 ? reshape(each, [slices]) : scaled(sum(each, [1]), 1 / batch);
}

function scaled(x: Tensor, factor: number): Tensor {
  return mul(x, scalar(factor));
}
