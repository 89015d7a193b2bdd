/** Compares one layer in a runtime's float32 with float64, in both directions, at special points. */
import { fillNoise } from '../../../evaluation/row-graph.ts';
import type { BaseDistribution, Bijection, Direction, ParameterSpec, Scope } from '../../../flow/definition.ts';
import type { Domain } from '../../../flow/intervals.ts';
import { randomStream } from '../../../random/random-stream.ts';
import type { CompiledFunction, Runtime } from '../../../runtime/runtime.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { broadcastTo } from '../../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Measured, MeasuredInput } from './measure.ts';
import { measureCompiled } from './measure.ts';
import { FAR, joined, specialRows, withNeighbors } from './special-points.ts';

/** A layer with values for its parameters. */
export interface MeasuredLayer {
  readonly bijection: Bijection;
  /** The direction that is measured first; the other one gets its results. */
  readonly direction: Direction;
  /** Shape of the direction's input. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly domain: Domain;
  /** By the names of its ParameterSpecs. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** The same for all points. */
  readonly context: MeasuredContext;
}

/** What a scope has of the context of one point. */
export interface MeasuredContext {
  /** [C]; null without context. */
  readonly vector: Float32Array | null;
  /** With condition images, [height, width, C] by resolution. */
  readonly maps?: ReadonlyMap<string, { readonly shape: Shape; readonly values: Float32Array }>;
}

export const NO_CONTEXT: MeasuredContext = { vector: null };

export interface LayerMeasurement {
  /** The points, [count, …inputShape]. */
  readonly points: Float32Array;
  readonly count: number;
  readonly value: Measured;
  readonly logDet: Measured;
  /** The other direction, measured at `value.actual`. */
  readonly restored: Measured;
  readonly restoredLogDet: Measured;
}

export interface MeasureOptions {
  /** Points in the layer's usual range, [m, …inputShape]. */
  readonly typical: Float32Array;
  /** Use many points, for layers of few dimensions, instead of few. */
  readonly dense: boolean;
  readonly seed: number;
  /** Number of draws to find what rounding explains; 0: none, default 1. */
  readonly draws?: number;
  /** Likewise for the other direction, `restored` and `restoredLogDet`; default: `draws`. */
  readonly drawsBack?: number;
  /** Compiled graphs of this bijection, to be reused and disposed by the caller. */
  readonly kept?: Map<string, CompiledFunction>;
}

const NAMES = { points: 'points', context: 'context', value: 'value', logDet: 'logDet' } as const;

export async function measureLayer(
  runtime: Runtime,
  layer: MeasuredLayer,
  options: MeasureOptions,
): Promise<LayerMeasurement> {
  const { direction, inputShape, outputShape } = layer;
  const points = pointsOf(layer, options);
  const count = points.length / sizeOf(inputShape);
  const there = await pass(runtime, layer, direction, points, [count, ...inputShape], options);
  const latents = Float32Array.from(there.value.actual);
  const other = direction === 'forward' ? 'inverse' : 'forward';
  const back = await pass(runtime, layer, other, latents, [count, ...outputShape], {
    ...options,
    draws: options.drawsBack ?? options.draws ?? 1,
  });
  return { points, count, ...there, restored: back.value, restoredLogDet: back.logDet };
}

async function pass(
  runtime: Runtime,
  layer: MeasuredLayer,
  direction: Direction,
  points: Float32Array,
  shape: Shape,
  { seed, kept, draws = 1 }: MeasureOptions,
): Promise<{ readonly value: Measured; readonly logDet: Measured }> {
  const inputs = scopeInputs(layer.bijection, layer, shape[0]!, seed);
  const x = input(NAMES.points, shape);
  const { value, logDet } = layer.bijection[direction](x, inputs.scope);
  const outputs = [
    { name: NAMES.value, tensor: value },
    { name: NAMES.logDet, tensor: broadcastTo(logDet, [shape[0]!]) },
  ];
  const graph = {
    inputs: [{ name: NAMES.points, tensor: x, roundedAt: layer.bijection.pieces?.bound ?? 0 }, ...inputs.inputs],
    outputs,
  };
  const values = new Map([...inputs.values, [NAMES.points, points]]);
  const compiled = await compiledIn(kept ?? new Map(), `${direction} ${shape}`, () => runtime.compile(graph));
  try {
    const measured = await measureCompiled(compiled, graph, values, seed, draws);
    return { value: measured.get(NAMES.value)!, logDet: measured.get(NAMES.logDet)! };
  } finally {
    if (!kept) await compiled.dispose();
  }
}

async function compiledIn(
  kept: Map<string, CompiledFunction>,
  key: string,
  compile: () => Promise<CompiledFunction>,
): Promise<CompiledFunction> {
  const compiled = kept.get(key) ?? (await compile());
  kept.set(key, compiled);
  return compiled;
}

/** Special points of the layer's own direction, including its knots. */
function pointsOf(layer: MeasuredLayer, { typical, dense, seed }: MeasureOptions): Float32Array {
  const { bijection, direction, inputShape, domain } = layer;
  const width = sizeOf(inputShape);
  const random = randomStream(seed, 'precision', 'points');
  const rows = specialRows({ domain, typical, width, dense, random });
  if (!bijection.pieces) return rows;
  // The network that places the knots also sees values far out, which make bins as steep as possible.
  const farther = dense ? [20, -FAR].map((value) => new Float32Array(width).fill(value)) : [];
  const base = joined([typical.subarray(0, width), ...farther]);
  const count = base.length / width;
  const x = constant(base, [count, ...inputShape]);
  const { scope, inputs, values } = scopeInputs(bijection, layer, count, seed);
  const feeds = new Map(
    inputs.map(({ name, tensor }) => [tensor, { shape: tensor.shape, data: Float64Array.from(values.get(name)!) }]),
  );
  const places = evaluate(bijection.pieces.ends(x, scope, direction), feeds).map(({ data }) => Float32Array.from(data));
  return joined([rows, withNeighbors(joined(places), domain, dense)]);
}

interface ScopeInputs {
  readonly scope: Scope;
  /** Grows as the layer asks for noise. */
  readonly inputs: readonly MeasuredInput[];
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** The scope of a layer or base whose parameters, context and noise are inputs. */
export function scopeInputs(
  owner: Pick<Bijection | BaseDistribution, 'parameters'>,
  { parameters, context }: Pick<MeasuredLayer, 'parameters' | 'context'>,
  batch: number,
  seed: number,
): ScopeInputs {
  const values = new Map<string, Float32Array>();
  const inputs: MeasuredInput[] = [];
  const add = (name: string, tensor: Tensor, data: Float32Array, roundedAt: number | null) => {
    inputs.push({ name, tensor, roundedAt });
    values.set(name, data);
    return tensor;
  };
  const bound = new Map(
    owner.parameters.map(({ name, shape, dtype, trainable }: ParameterSpec) => {
      const key = `parameter:${name}`;
      return [name, add(key, input(key, shape, dtype), parameters.get(name)!, trainable ? 0 : null)] as const;
    }),
  );
  const repeated = (name: string, shape: Shape, one: Float32Array) => {
    const all = joined(Array.from({ length: batch }, () => one));
    return add(name, input(name, [batch, ...shape]), all, 0);
  };
  const { vector, maps } = context;
  const contextMaps =
    maps && new Map([...maps].map(([key, map]) => [key, repeated(`${NAMES.context}:${key}`, map.shape, map.values)]));
  const scope: Scope = {
    parameter: (name) => bound.get(name)!,
    context: vector && repeated(NAMES.context, [vector.length], vector),
    ...(contextMaps ? { contextMaps } : {}),
    noise: (kind, shape) => {
      const name = `noise${inputs.length}`;
      const data = new Float32Array(sizeOf(shape));
      fillNoise(randomStream(seed, 'precision', name), kind, data);
      return add(name, input(name, shape), data, null);
    },
  };
  return { scope, inputs, values };
}
