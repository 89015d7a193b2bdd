/**
 * The graph that reads every layer of a flow: its term, its output state, its round trip, the share outside a bound.
 */

import type { RowDensity, RowGraphOptions } from '../../evaluation/row-graph.ts';
import { rowDensity } from '../../evaluation/row-graph.ts';
import type { Probe, Reading } from '../../flow/apply.ts';
import { flattenPlan, placeKey } from '../../flow/flatten-plan.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Results } from '../../runtime/runtime.ts';
import type { Plan } from '../../spec/plan.ts';
import { add, broadcastTo, div, mul, reshape, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { max } from '../../tensor/ops/max.ts';
import { maximum } from '../../tensor/ops/select.ts';
import { abs } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';

export type Quantity = 'state' | 'roundTrip' | 'outside';

/** One layer of the expanded plan on one batch. */
export interface LayerValues {
  /** log|det| data → latent, nats: [B], or [1] if it is the same for every row. */
  readonly logDet: ArrayLike<number>;
  /** The layer's output values, [B, D]. */
  readonly state: Float32Array | Float64Array | null;
  /** Largest |g(f(h)) − h| of each row, [B]; NaN if any element is not finite. */
  readonly roundTrip: ArrayLike<number> | null;
  /** `roundTrip` divided by max(1, largest |h| of the row), [B]. */
  readonly relativeRoundTrip: ArrayLike<number> | null;
  /** Share of coordinates outside the layer's bound, [B] or [1]; null for layers without one. */
  readonly outside: ArrayLike<number> | null;
}

export interface LayerGraph extends RowDensity {
  readonly outputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  /** The layers of the expanded plan, data → latent. */
  layers(results: Results): LayerValues[];
}

export interface LayerGraphOptions extends Omit<RowGraphOptions, 'probe' | 'initialize'> {
  readonly quantities: readonly Quantity[];
}

/** Also returns `base`, log π(z), [B], and `x`, the dequantized rows, [B, D]; the flow's units. */
export function layerGraph(flow: Flow, plan: Plan, { quantities, ...options }: LayerGraphOptions): LayerGraph {
  const graph = rowDensity(flow, { ...options, probe: probeOf(new Set(quantities)) });
  const name = (reading: number, quantity: string) => `layer${reading}.${quantity}`;
  const outputs = graph.readings.flatMap(({ logDet, probed }, r) => [
    { name: name(r, 'logDet'), tensor: logDet },
    ...Object.entries(probed).map(([quantity, tensor]) => ({ name: name(r, quantity), tensor })),
  ]);
  const places = placesOf(graph.readings, plan);
  return {
    ...graph,
    outputs: [
      ...outputs,
      { name: 'base', tensor: broadcastTo(graph.base, [options.batch]) },
      { name: 'x', tensor: graph.x },
    ],
    layers: (results) =>
      places.map(({ reading, slice, slices }) => {
        const part = (quantity: string) => {
          const values = results[name(reading, quantity)];
          if (!values) return null;
          const size = values.length / slices;
          return values.subarray(slice * size, (slice + 1) * size);
        };
        return {
          logDet: part('logDet')!,
          state: part('state'),
          roundTrip: part('roundTrip'),
          relativeRoundTrip: part('relativeRoundTrip'),
          outside: part('outside'),
        };
      }),
  };
}

function probeOf(wanted: ReadonlySet<Quantity>): Probe {
  return ({ leaf, direction, input, output, scope }) => {
    const result: Record<string, Tensor> = {};
    if (wanted.has('state')) result.state = output.value;
    if (wanted.has('roundTrip')) {
      const back = leaf.bijection[direction === 'forward' ? 'inverse' : 'forward'](output.value, scope).value;
      result.roundTrip = largestPerRow(abs(sub(back, input)));
      result.relativeRoundTrip = div(result.roundTrip, maximum(largestPerRow(abs(input)), scalar(1)));
    }
    if (wanted.has('outside') && leaf.bijection.outsideBound) result.outside = leaf.bijection.outsideBound(input);
    return result;
  };
}

/** [B, …] → [B]. A maximum may ignore NaN; a sum does not. */
export function largestPerRow(x: Tensor): Tensor {
  const flat = reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
  return add(max(flat, 1), mul(sum(flat, [1]), scalar(0)));
}

interface Place {
  readonly reading: number;
  readonly slice: number;
  readonly slices: number;
}

/** Where the readings have each layer of the expanded plan: a loop's readings have one slice per turn. */
export function placesOf(readings: readonly Reading[], plan: Pick<Plan, 'layers'>): Place[] {
  const places = new Map(
    readings.flatMap(({ leaf, turns }, reading) =>
      turns.map((turn, slice) => [placeKey(leaf.path, turn), { reading, slice, slices: turns.length }] as const),
    ),
  );
  return flattenPlan(plan).map(({ path, turn }) => places.get(placeKey(path, turn))!);
}
