/** An executable plan: bijections, base distribution, stored parameters, and the graphs of log q and sampling. */

import { add, mean, mul, reshape, sum } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { input, scalar } from '../tensor/ops/leaf.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { applyFolded, applySegments } from './apply/apply-segments.ts';
import type { Environment } from './apply/environment.ts';
import { contextOf } from './apply/environment.ts';
import type { Reading } from './apply/reading.ts';
import { baseOfType } from './bases/registry.ts';
import type { BatchShare } from './batch-mean.ts';
import { layerOfType } from './bijections/registry.ts';
import type { BaseDistribution, Bijection } from './definition.ts';
import { buildContextEncoder, type ContextEncoder, type ContextSizes } from './encoder/context-encoder.ts';
import { nodesOf } from './flatten-plan.ts';
import { type LatentPart, latentParts, latentShapeOf } from './latent-parts.ts';
import type { StoredParameter } from './parameters.ts';
import { flowParameters, stored } from './parameters.ts';
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
  /** Length of a row's context, 0 without one. */
  readonly contextSize: number;
  /** Of condition images; null: the context has none. */
  readonly encoder: ContextEncoder | null;
}

const BASE = 'base';
/** The prefix of the encoder's parameters. */
const ENCODER = 'contextEncoder';

export function buildFlow(plan: FlowPlan): Flow {
  const contextSize = plan.context?.size ?? 0;
  const encoder = buildContextEncoder(plan);
  const sizes = sizesOf(plan, encoder);
  const segments = segmentsOf(nodesOf(plan), (layer) => buildLayer(layer, sizes));
  const base = buildBase(plan, sizes);
  const parameters = [
    ...flowParameters(segments),
    ...base.parameters.map((spec) => stored(BASE, spec)),
    ...encoderParameters(encoder),
  ];
  const parts = latentParts(plan);
  const { inputShape } = plan;
  const latent = { latentParts: parts, latentShape: latentShapeOf(parts) };
  return { segments, base, parameters, inputShape, ...latent, contextSize, encoder };
}

/** Sizes of the context at the layers and the base of a plan. */
export function contextSizes(plan: FlowPlan): ContextSizes {
  return sizesOf(plan, buildContextEncoder(plan));
}

function sizesOf({ context }: FlowPlan, encoder: ContextEncoder | null): ContextSizes {
  return encoder?.sizes ?? { contextSize: context?.size ?? 0 };
}

/** Stored parameters of an encoder of condition images; none without one. */
export function encoderParameters(encoder: ContextEncoder | null): readonly StoredParameter[] {
  return (encoder?.parameters ?? []).map((spec) => stored(ENCODER, spec));
}

/** The base distribution of a plan, without its step. */
export function buildBase({ base }: Pick<FlowPlan, 'base'>, sizes: ContextSizes): BaseDistribution {
  const definition = baseOfType(base.type);
  if (!definition.build) throw new Error(`base '${base.type}' cannot be built`);
  return definition.build(base.config, { inputShape: base.shape, ...sizes });
}

/** The map of one layer of a plan. */
export function buildLayer(
  { type, config, inputShape }: Pick<PlanLayer, 'type' | 'config' | 'inputShape'>,
  sizes: ContextSizes,
): Bijection {
  const definition = layerOfType(type);
  if (!definition.build) throw new Error(`layer '${type}' cannot be built`);
  return definition.build(config, { inputShape, ...sizes });
}

/** Graph inputs for all stored parameters, by name; those of folded layers are not stacked. */
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

/**
 * An environment for the layers of a flow: with condition images, the encoder is applied to the context once for
 * everything that is computed in the environment.
 */
export function withEncodedContext({ encoder }: Pick<Flow, 'encoder'>, environment: Environment): Environment {
  const { context, encoded, parameters, noise } = environment;
  if (encoder === null || encoded !== undefined || context === null) return environment;
  const parameter = (name: string) => parameters.get(`${ENCODER}.${name}`)!;
  return { ...environment, encoded: encoder.encode(context, { parameter, noise }) };
}

/** log q of x [B, …inputShape]. */
export function density(flow: Flow, x: Tensor, given: Environment): Density {
  const environment = withEncodedContext(flow, given);
  const apply = environment.folds ? applyFolded : applySegments;
  const { value, factored, readings } = apply(flow.segments, x, 'forward', environment);
  const base = flow.base.logProb(value, baseScope(environment));
  return { latent: joinedLatent(factored, value), base, readings, logProb: readings.map(termOf).reduce(add, base) };
}

/** x = g(z), [B, …inputShape], of z [B, …latentShape]. */
export function decoded(
  { segments, latentParts: parts, encoder }: Pick<Flow, 'segments' | 'latentParts' | 'encoder'>,
  z: Tensor,
  given: Environment,
): Tensor {
  const environment = withEncodedContext({ encoder }, given);
  const own = partsOf(parts, z);
  return applySegments(segments, own.at(-1)!, 'inverse', environment, own.slice(0, -1)).value;
}

/**
 * z from host noise [B, …noise shape] (`latentNoiseShape`) with its standard deviation scaled by `temperature` ([1]),
 * [B, …latentShape].
 */
export function baseSample(flow: Flow, noise: Tensor, temperature: Tensor, given: Environment): Tensor {
  const environment = withEncodedContext(flow, given);
  const { latentParts: parts, base } = flow;
  const { draws = 1 } = base;
  const last = parts.at(-1)!;
  const own = partsOf(draws === 1 ? parts : [...parts.slice(0, -1), { ...last, shape: [draws, ...last.shape] }], noise);
  return joinedLatent(
    own.slice(0, -1).map((part) => mul(part, temperature)),
    base.sample(own.at(-1)!, temperature, baseScope(environment)),
  );
}

function joinedLatent(factored: readonly Tensor[], last: Tensor): Tensor {
  return factored.length === 0 ? last : concat([...factored, last].map(flat), 1);
}

function partsOf(parts: readonly LatentPart[], z: Tensor): readonly Tensor[] {
  if (parts.length === 1) return [reshape(z, [z.shape[0]!, ...parts[0]!.shape])];
  const sizes = parts.map(({ shape }) => sizeOf(shape));
  return split(z, sizes, 1).map((part, i) => reshape(part, [z.shape[0]!, ...parts[i]!.shape]));
}

function flat(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
}

function baseScope(environment: Environment) {
  const { parameters, noise } = environment;
  return { parameter: (name: string) => parameters.get(`${BASE}.${name}`)!, ...contextOf(environment), noise };
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

/** Mean over the batch of each slice's term of log q, [number of turns]; of a share of the batch as `batchMean`. */
export function termMeans({ logDet, logPrior, turns }: Reading, { share }: Pick<Environment, 'share'> = {}): Tensor {
  if (logPrior !== null) return meansOf(add(logDet, logPrior), 1, share);
  return meansOf(logDet, turns.length, share);
}

function meansOf(term: Tensor, slices: number, { weights, uneven }: BatchShare = { weights: null }): Tensor {
  const batch = term.shape.at(-1)!;
  const each = reshape(term, [slices, batch]);
  if (batch === 1) {
    const one = reshape(each, [slices]);
    return uneven && weights !== null ? mul(one, mean(weights)) : one;
  }
  return scaled(sum(weights === null ? each : mul(each, weights), [1]), 1 / batch);
}

function scaled(x: Tensor, factor: number): Tensor {
  return mul(x, scalar(factor));
}
