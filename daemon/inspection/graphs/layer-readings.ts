/**
 * The graph that reads every layer of a flow: its term, its output state, its round trip, the share outside a bound.
 */

import type { DataRow } from '../../data/prepare.ts';
import type { RowDensity, RowGraphOptions } from '../../evaluation/row-graph.ts';
import { rowDensity } from '../../evaluation/row-graph.ts';
import type { Probe } from '../../flow/apply/environment.ts';
import type { Reading } from '../../flow/apply/reading.ts';
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
  /** The log-prior of what left the flow after the layer, [B], nats; null if nothing did. */
  readonly logPrior: ArrayLike<number> | null;
  /** What left the flow so far, as in the latent, then the value that is passed on, [B, D]. */
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

/**
 * Also returns `base`, log π(z), [B], `x`, the rows in the flow's units, [B, D], and what is not constant of the rows of the
 * data, [B] each (`dataTerms`).
 */
export function layerGraph(flow: Flow, plan: Plan, { quantities, ...options }: LayerGraphOptions): LayerGraph {
  const graph = rowDensity(flow, { ...options, probe: probeOf(new Set(quantities)) });
  const name = (reading: number, quantity: string) => `layer${reading}.${quantity}`;
  const outputs = graph.readings.flatMap(({ logDet, logPrior, probed }, r) => [
    { name: name(r, 'logDet'), tensor: logDet },
    ...(logPrior === null ? [] : [{ name: name(r, 'logPrior'), tensor: logPrior }]),
    ...Object.entries(probed).map(([quantity, tensor]) => ({ name: name(r, quantity), tensor })),
  ]);
  const places = placesOf(graph.readings, plan);
  const { batch } = options;
  const needsLatent = flow.latentParts.length > 1 && quantities.includes('state');
  return {
    ...graph,
    outputs: [
      ...outputs,
      ...(needsLatent ? [{ name: 'latent', tensor: graph.latent }] : []),
      { name: 'base', tensor: broadcastTo(graph.base, [batch]) },
      { name: 'x', tensor: graph.x },
      ...Object.entries(graph.entered.logDets).map(([stage, tensor]) => ({ name: stageName(stage), tensor })),
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
          logPrior: part('logPrior'),
          state: wholeState(part('state'), results.latent, batch),
          roundTrip: part('roundTrip'),
          relativeRoundTrip: part('relativeRoundTrip'),
          outside: part('outside'),
        };
      }),
  };
}

const stageName = (stage: string) => `data.${stage}`;

/** log|det| of each row of the data at one row of a batch, nats. */
export function dataTerms(rows: readonly DataRow[], results: Results, row: number): number[] {
  return rows.map(({ stage, constant }) => constant + (results[stageName(stage)]?.[row] ?? 0));
}

type Rows = Results[string];

/** A value with what left the flow before it, which is the beginning of each row of the latent. */
function wholeState(value: Rows | null, latent: Rows | undefined, batch: number): Rows | null {
  if (value === null || latent === undefined || value.length === latent.length) return value;
  const whole = latent.slice();
  const [width, own] = [latent.length / batch, value.length / batch];
  for (let row = 0; row < batch; row++) {
    whole.set(value.subarray(row * own, (row + 1) * own), (row + 1) * width - own);
  }
  return whole;
}

function probeOf(wanted: ReadonlySet<Quantity>): Probe {
  return ({ leaf, direction, input, output, to, scope }) => {
    const result: Record<string, Tensor> = {};
    if (wanted.has('state')) result.state = to;
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
export function placesOf(readings: readonly Reading[], plan: Pick<Plan, 'base' | 'layers'>): Place[] {
  const places = new Map(
    readings.flatMap(({ leaf, turns }, reading) =>
      turns.map((turn, slice) => [placeKey(leaf, turn), { reading, slice, slices: turns.length }] as const),
    ),
  );
  return flattenPlan(plan).map((layer) => places.get(placeKey(layer, layer.turn))!);
}
