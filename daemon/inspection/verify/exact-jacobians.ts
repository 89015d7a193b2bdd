/** Exact Jacobians of a flow's layers, one row at a time in reverse mode, float64. */
import { setImmediate } from 'node:timers/promises';
import { evaluate } from '../../tensor/evaluate.ts';
import { vectorJacobianProduct } from '../../tensor/gradients.ts';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { concat, split } from '../../tensor/ops/concat-split.ts';
import { input } from '../../tensor/ops/leaf.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { ExactGraph, FlowPoints } from '../graphs/exact-graph.ts';

/**
 * wᵀJ of chosen layers, for cotangents w of a batch. What left the flow before a layer passes it unchanged: it is the
 * first D − d coordinates of h there, d those of the layer's own map.
 */
export interface RowGraph {
  readonly graph: ExactGraph;
  /** [B, D]. */
  readonly cotangent: Tensor;
  /** wᵀ∂h_l/∂h_{l−1} of each layer, [B, D]; null if the output does not depend on the input. */
  readonly layers: readonly (Tensor | null)[];
}

export function rowGraph(graph: ExactGraph): RowGraph {
  const dimension = sizeOf(graph.x.shape.slice(1));
  const cotangent = input('cotangent', [graph.batch, dimension]);
  const pull = (y: Tensor, x: Tensor) => {
    const passed = dimension - sizeOf(x.shape.slice(1));
    if (passed === 0) return vectorJacobianProduct([y], [reshape(cotangent, y.shape)], [x])[0]!;
    const [outside, own] = split(cotangent, [passed, dimension - passed], 1);
    const pulled = vectorJacobianProduct([y], [reshape(own!, y.shape)], [x])[0];
    return pulled ? concat([outside!, reshape(pulled, own!.shape)], 1) : null;
  };
  return {
    graph,
    cotangent,
    layers: graph.layers.map(({ input: x, output }) => pull(output.value, x)),
  };
}

/**
 * Calls `use` for each point with the Jacobian of each layer there, [D, D] row-major, row = output.
 * @throws the signal's reason once it is aborted
 */
export async function forEachJacobian(
  rows: RowGraph,
  points: FlowPoints,
  signal: AbortSignal | null,
  use: (point: number, jacobians: readonly Float64Array[]) => void,
): Promise<void> {
  const { graph, cotangent } = rows;
  const dimension = cotangent.shape[1]!;
  const total = points.count * dimension;
  const wanted = rows.layers.flatMap((tensor, at) => (tensor ? [{ tensor, at }] : []));
  let current: Float64Array[] = [];
  for (let start = 0; start < total; start += graph.batch) {
    signal?.throwIfAborted();
    // Rows past the end repeat the last one.
    const pairs = Array.from({ length: graph.batch }, (_, i) => Math.min(start + i, total - 1));
    const feeds = graph.feeds(
      points,
      pairs.map((pair) => Math.floor(pair / dimension)),
    );
    feeds.set(cotangent, unitRows(pairs, dimension));
    const results = evaluate(
      wanted.map(({ tensor }) => tensor),
      feeds,
    );
    for (let pair = start; pair < Math.min(start + graph.batch, total); pair++) {
      const row = pair % dimension;
      if (row === 0) current = rows.layers.map(() => new Float64Array(dimension * dimension));
      const from = (pair - start) * dimension;
      for (const [k, { at }] of wanted.entries()) {
        current[at]!.set(results[k]!.data.subarray(from, from + dimension), row * dimension);
      }
      if (row === dimension - 1) use(Math.floor(pair / dimension), current);
    }
    await setImmediate();
  }
}

/** Row i is the unit vector of pair i's Jacobian row. */
export function unitRows(pairs: readonly number[], dimension: number): NdArray {
  const data = new Float64Array(pairs.length * dimension);
  for (const [i, pair] of pairs.entries()) data[i * dimension + (pair % dimension)] = 1;
  return { shape: [pairs.length, dimension], data };
}
