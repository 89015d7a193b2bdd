/** A flow as one float64 graph without loops, with access to every layer's tensors. */

import type { ParameterValues } from '../../evaluation/row-graph.ts';
import { fillNoise, noiseInputs } from '../../evaluation/row-graph.ts';
import type { Environment, ProbePoint } from '../../flow/apply/environment.ts';
import type { Flow } from '../../flow/flow.ts';
import { density, parameterInputs, totalOf, withEncodedContext } from '../../flow/flow.ts';
import { randomStream } from '../../random/random-stream.ts';
import { add, broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { input, scalar } from '../../tensor/ops/leaf.ts';
import { unrolled } from '../../tensor/ops/scan.ts';
import type { NdArray, Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';

/** Points at which a flow is computed exactly. */
export interface FlowPoints {
  readonly count: number;
  /** The flow's units, dequantized; float32, so that both precisions get the same values; [count, D]. */
  readonly values: Float32Array;
  /** [count, C] or null. */
  readonly context: Float32Array | null;
}

export interface ExactGraph {
  readonly batch: number;
  /** [B, …inputShape], the flow's units. */
  readonly x: Tensor;
  readonly latent: Tensor;
  /** Σ log|det|, data → latent, [B]. */
  readonly logDet: Tensor;
  /** Every layer of the expanded plan, data → latent. */
  readonly layers: readonly ProbePoint[];
  /** For building further graphs on the same values. */
  readonly environment: Environment;
  /** Values for a batch whose rows are these points (by index). */
  feeds(points: FlowPoints, rows: readonly number[]): Map<Tensor, NdArray>;
}

/** @param seed of the noise that layers draw; a point's noise does not depend on the batch */
export function exactGraph(flow: Flow, parameters: ParameterValues, batch: number, seed: number): ExactGraph {
  const bound = parameterInputs(flow);
  const x = input('x', [batch, ...flow.inputShape]);
  const context = flow.contextSize > 0 ? input('context', [batch, flow.contextSize]) : null;
  const noise = noiseInputs();
  const layers: ProbePoint[] = [];
  const environment = withEncodedContext(flow, {
    parameters: bound,
    context,
    noise: noise.add,
    loop: unrolled,
    probe: null,
    initialize: false,
  });
  // Without loops, the layers are visited one by one in the order of the expanded plan.
  const probe = (point: ProbePoint) => {
    layers.push(point);
    return {};
  };
  const { latent, readings } = density(flow, x, { ...environment, probe });
  assertChain(
    x,
    layers.map(({ from, to }) => [from, to]),
    flow.latentParts.length === 1 ? latent : null,
  );
  const fixed = new Map<Tensor, NdArray>();
  for (const { name, shape } of flow.parameters) {
    fixed.set(bound.get(name)!, { shape, data: Float64Array.from(parameters.get(name)!) });
  }
  return {
    batch,
    x,
    latent,
    logDet: broadcastTo(readings.map(totalOf).reduce(add, scalar(0)), [batch]),
    layers,
    environment,
    feeds(points, rows) {
      const feeds = new Map(fixed);
      feeds.set(x, gathered(points.values, points.count, rows, x.shape));
      if (context) feeds.set(context, gathered(points.context!, points.count, rows, context.shape));
      for (const [i, { tensor, kind }] of noise.inputs.entries()) {
        const values = noiseOf(kind, sizeOf(tensor.shape.slice(1)) * points.count, seed, i);
        feeds.set(tensor, gathered(values, points.count, rows, tensor.shape));
      }
      return feeds;
    },
  };
}

/** The noise of the layer inputs `noise0`, `noise1`, … for all points. */
export function noiseOf(kind: 'uniform' | 'normal', length: number, seed: number, index: number): Float32Array {
  const values = new Float32Array(length);
  fillNoise(randomStream(seed, 'verify', 'noise', index), kind, values);
  return values;
}

function gathered(values: Float32Array, count: number, rows: readonly number[], shape: Shape): NdArray {
  const width = values.length / count;
  const data = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) data.set(values.subarray(row * width, (row + 1) * width), i * width);
  return { shape, data };
}

/**
 * Each layer must take what the previous one passes on: only then does the chain rule hold for the whole flow.
 * @param first, last null if the latent has several parts
 */
export function assertChain(
  first: Tensor | null,
  steps: readonly (readonly [Tensor, Tensor])[],
  last: Tensor | null,
): void {
  let at = first;
  for (const [from, to] of steps) {
    if (at !== null && from !== at) throw new Error('a layer does not take the value of the layer before it');
    at = to;
  }
  if (last !== null && at !== last) throw new Error("the last layer's value is not the flow's");
}
