/** Compares every layer of a flow in the runtime's float32 with float64, at points where float32 may fail. */

import type { ParameterValues } from '../../../evaluation/row-graph.ts';
import { layerOfType } from '../../../flow/bijections/registry.ts';
import type { Scope } from '../../../flow/definition.ts';
import type { FlatLayer } from '../../../flow/flatten-plan.ts';
import type { Flow } from '../../../flow/flow.ts';
import { REAL_LINE } from '../../../flow/intervals.ts';
import type { Leaf } from '../../../flow/segments.ts';
import type { CompiledFunction, Runtime } from '../../../runtime/runtime.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { type NdArray, sizeOf, type Tensor } from '../../../tensor/tensor.ts';
import type { FlowPoints } from '../../graphs/exact-graph.ts';
import { exactGraph } from '../../graphs/exact-graph.ts';
import type { LayerErrors } from './errors.ts';
import { layerErrors } from './errors.ts';
import type { MeasuredContext, MeasuredLayer, MeasureOptions } from './layer-precision.ts';
import { measureLayer, NO_CONTEXT } from './layer-precision.ts';
import { ENGINE_TOLERANCE } from './measure.ts';

/** Relative to max(1, |value|); errors that rounding of the inputs explains are allowed in addition. */
export const PRECISION_TOLERANCE = { logDet: ENGINE_TOLERANCE, roundTrip: ENGINE_TOLERANCE } as const;

export interface LayerPrecision {
  /**
   * The error that is largest relative to its tolerance, nats; NaN if the runtime gives no number. A point at which
   * rounding alone explains more than the tolerance counts only if the error exceeds that, too.
   */
  readonly engineLogDetError: number;
  /** Likewise |g(f(h)) − h|, or |f(h) − exact| if that is the one that exceeds its tolerance. */
  readonly engineRoundTripError: number;
  /** The allowed errors at these points. */
  readonly engineTolerance: { readonly logDet: number; readonly roundTrip: number };
}

/** Layers of more dimensions are measured at fewer points. */
const DENSE_DIMENSION = 16;
const TYPICAL = { dense: 8, sparse: 2 };
/** How many draws to use, in turn, to find what rounding explains, while an error remains. */
const DRAWS = { dense: [0, 1, 8], sparse: [0, 1, 2] };

/**
 * Measures every layer of the expanded plan, data → latent.
 * @throws the signal's reason once it is aborted
 */
export async function flowPrecision(
  runtime: Runtime,
  flow: Flow,
  parameters: ParameterValues,
  layers: readonly FlatLayer[],
  points: FlowPoints,
  seed: number,
  signal: AbortSignal | null,
): Promise<readonly LayerPrecision[]> {
  const dense = sizeOf(flow.inputShape) <= DENSE_DIMENSION;
  const count = Math.min(points.count, dense ? TYPICAL.dense : TYPICAL.sparse);
  const graph = exactGraph(flow, parameters, count, seed);
  const feeds = graph.feeds(
    points,
    Array.from({ length: count }, (_, row) => row),
  );
  const states = evaluate(
    graph.layers.map(({ input }) => input),
    feeds,
  );
  const context = contextOfFirst(graph.layers[0]?.scope, feeds);
  const kept = new Map<Leaf, Map<string, CompiledFunction>>();
  const result: LayerPrecision[] = [];
  try {
    for (const [l, { leaf, direction, scope, input, output }] of graph.layers.entries()) {
      signal?.throwIfAborted();
      const definition = layerOfType(leaf.type);
      const names = leaf.bijection.parameters.map(({ name }) => name);
      const values = evaluate(
        names.map((name) => scope.parameter(name)),
        feeds,
      );
      const graphs = kept.get(leaf) ?? new Map<string, CompiledFunction>();
      kept.set(leaf, graphs);
      const { value, logDet, roundTrip } = await errorsOf(
        runtime,
        {
          bijection: leaf.bijection,
          direction,
          inputShape: input.shape.slice(1),
          outputShape: output.value.shape.slice(1),
          domain: definition.takes?.(layers[l]!.layer.config, direction) ?? REAL_LINE,
          parameters: new Map(names.map((name, i) => [name, Float32Array.from(values[i]!.data)])),
          context,
        },
        { typical: Float32Array.from(states[l]!.data), dense, seed, kept: graphs },
      );
      const there = roundTrip.ok && !value.ok ? value : roundTrip;
      result.push({
        engineLogDetError: logDet.error,
        engineRoundTripError: there.error,
        engineTolerance: { logDet: logDet.allowed, roundTrip: there.allowed },
      });
    }
  } finally {
    for (const graphs of kept.values()) for (const compiled of graphs.values()) await compiled.dispose();
  }
  return result;
}

/** What every layer reads of the first point's context. */
function contextOfFirst(scope: Scope | undefined, feeds: ReadonlyMap<Tensor, NdArray>): MeasuredContext {
  if (!scope?.context) return NO_CONTEXT;
  const maps = [...(scope.contextMaps ?? [])];
  const [vector, ...own] = evaluate([scope.context, ...maps.map(([, map]) => map)], feeds);
  const first = ({ shape, data }: NdArray) => Float32Array.from(data.subarray(0, data.length / shape[0]!));
  if (scope.contextMaps === undefined) return { vector: first(vector!) };
  const entries = maps.map(([key], i) => {
    const map = own[i]!;
    return [key, { shape: map.shape.slice(1), values: first(map) }] as const;
  });
  return { vector: first(vector!), maps: new Map(entries) };
}

/**
 * Rounding can only excuse an error, so its effect is computed only if there is one, with more draws while it remains.
 */
async function errorsOf(runtime: Runtime, layer: MeasuredLayer, options: MeasureOptions): Promise<LayerErrors> {
  let errors: LayerErrors | null = null;
  for (const draws of DRAWS[options.dense ? 'dense' : 'sparse']) {
    errors = layerErrors(await measureLayer(runtime, layer, { ...options, draws }));
    if (errors.value.ok && errors.logDet.ok && errors.roundTrip.ok) break;
  }
  return errors!;
}

export function isPrecise({ engineLogDetError, engineRoundTripError, engineTolerance }: LayerPrecision): boolean {
  return engineLogDetError <= engineTolerance.logDet && engineRoundTripError <= engineTolerance.roundTrip;
}
