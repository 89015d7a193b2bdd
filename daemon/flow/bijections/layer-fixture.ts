/** Prepares layers for tests: resolved keys, random parameters, points inside the domain, graphs and Jacobians. */
import { randomStream } from '../../random/random-stream.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { vectorJacobianProduct } from '../../tensor/gradients.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import type { NdArray, Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionerDefinitions } from '../conditioners/registry.ts';
import type { Bijection, Scope, Transformed } from '../definition.ts';
import { layerOfType } from './registry.ts';

export interface LayerCase {
  readonly type: string;
  /** Keys as in a plan: mask and order are lists. */
  readonly keys: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  readonly context: number;
  /** Distribution of the inputs: normal with standard deviation 1.5, or uniform on an interval. */
  readonly points: 'real' | readonly [number, number];
  /** Distribution of the inverse's inputs. */
  readonly latents: 'real' | readonly [number, number];
  readonly identityAtStart: boolean;
  /** Inputs that must give finite results; by default far out, at a spline's default bound, or the interval's ends. */
  readonly edges?: Partial<Readonly<Record<Direction, readonly number[]>>>;
}

export type Direction = 'forward' | 'inverse';

export const BATCH = 4;

export function buildLayer({ type, keys, shape, context }: LayerCase): Bijection {
  const definition = layerOfType(type);
  const { mask, order, conditioner, ...plain } = keys;
  const config: Record<string, unknown> = { ...definition.schema.parse(plain) };
  if (mask !== undefined) config.mask = mask;
  if (order !== undefined) config.order = order;
  const network = conditioner ?? definition.conditioner?.default(shape);
  if (network !== undefined) config.conditioner = withDefaults(network as { type: string });
  return definition.build!(config, { inputShape: shape, contextSize: context });
}

function withDefaults({ type, ...keys }: { readonly type: string }): object {
  const definition = conditionerDefinitions.find((candidate) => candidate.type === type)!;
  return { type, ...definition.schema.parse(keys) };
}

/** Shape of one sample at the output of the layer's map, with the channels that leave the flow after it. */
export function outputShape({ type, keys, shape }: LayerCase): Shape {
  const definition = layerOfType(type);
  if (definition.traits?.factorsOut) return shape;
  const { mask: _mask, order: _order, conditioner: _conditioner, ...plain } = keys;
  const result = definition.shape(definition.schema.parse(plain), shape);
  if ('problem' in result) throw new Error(result.problem);
  return result.shape;
}

export interface LayerGraph {
  readonly x: Tensor;
  readonly result: Transformed;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly feeds: ReadonlyMap<Tensor, NdArray>;
}

export interface GraphOptions {
  readonly parameters: 'start' | 'random';
  readonly points: NdArray;
}

/** The layer's graph in one direction, with values for all its inputs. */
export function layerGraph(layer: LayerCase, direction: Direction, { parameters, points }: GraphOptions): LayerGraph {
  const bijection = buildLayer(layer);
  const label = JSON.stringify(layer);
  const x = input('x', points.shape);
  const context = layer.context > 0 ? input('context', [BATCH, layer.context]) : null;
  const bound = new Map(bijection.parameters.map(({ name, shape }) => [name, input(name, shape)]));
  const feeds = new Map<Tensor, NdArray>([[x, points]]);
  for (const spec of bijection.parameters) {
    const start = spec.initialize(randomStream(1, label, spec.stream ?? spec.name));
    const noise = randomStream(2, label, spec.name);
    const moved = Float64Array.from(
      start,
      (value) => value + (parameters === 'random' && spec.trainable ? 0.1 * noise.normal() : 0),
    );
    feeds.set(bound.get(spec.name)!, { shape: spec.shape, data: moved });
  }
  if (context) feeds.set(context, draw(context.shape, 'real', `${label} context`));
  const scope: Scope = {
    parameter: (name) => bound.get(name)!,
    context,
    noise: (_kind, shape) => {
      const tensor = input('noise', shape);
      feeds.set(tensor, draw(shape, [0, 1], `${label} noise`));
      return tensor;
    },
  };
  return { x, result: bijection[direction](x, scope), parameters: bound, feeds };
}

export function draw(shape: Shape, where: LayerCase['points'], label: string): NdArray {
  const stream = randomStream(3, label);
  const value = () => (where === 'real' ? 1.5 * stream.normal() : where[0] + (where[1] - where[0]) * stream.uniform());
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, value) };
}

export interface Evaluated {
  readonly value: NdArray;
  /** One per sample. */
  readonly logDet: Float64Array;
  /** Jacobian of each sample, [D, D] row-major: row = output. */
  readonly jacobians: readonly Float64Array[];
}

/** Value, log-det and the exact Jacobian by reverse mode in float64. */
export function evaluateLayer({ x, result, feeds }: LayerGraph): Evaluated {
  const batch = x.shape[0]!;
  const size = sizeOf(x.shape.slice(1));
  const cotangent = input('cotangent', result.value.shape);
  const [row] = vectorJacobianProduct([result.value], [cotangent], [x]);
  const logDet = broadcastTo(result.logDet, [batch]);
  const jacobians = Array.from({ length: batch }, () => new Float64Array(size * size));
  let last: readonly NdArray[] = [];
  for (let d = 0; d < size; d++) {
    const data = new Float64Array(batch * size);
    for (let b = 0; b < batch; b++) data[b * size + d] = 1;
    last = evaluate(
      [result.value, logDet, row ?? constant(new Float64Array(batch * size), x.shape)],
      new Map(feeds).set(cotangent, { shape: cotangent.shape, data }),
    );
    for (let b = 0; b < batch; b++) jacobians[b]!.set(last[2]!.data.subarray(b * size, (b + 1) * size), d * size);
  }
  return { value: last[0]!, logDet: last[1]!.data, jacobians };
}

/** ln|det A| by elimination with partial pivoting. */
export function logAbsDeterminant(matrix: Float64Array): number {
  const n = Math.sqrt(matrix.length);
  const a = Float64Array.from(matrix);
  let logDet = 0;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[k * n + j]!];
    logDet += Math.log(Math.abs(a[k * n + k]!));
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      for (let j = k; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  return logDet;
}
