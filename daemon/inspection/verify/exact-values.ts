/** A flow's log-dets and round-trip errors in float64, for every layer and for the whole flow. */

import type { ParameterValues } from '../../evaluation/row-graph.ts';
import type { ProbePoint } from '../../flow/apply/environment.ts';
import type { Transformed } from '../../flow/definition.ts';
import { decoded, type Flow } from '../../flow/flow.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { add, broadcastTo, sub } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { abs } from '../../tensor/ops/unary.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import type { ExactGraph, FlowPoints } from '../graphs/exact-graph.ts';
import { assertChain, exactGraph } from '../graphs/exact-graph.ts';
import { largestPerRow } from '../graphs/layer-readings.ts';

export interface ExactValues {
  /** Data → latent, nats, [n]; `volume` without the density of the noise that layers draw. */
  readonly logDet: Float64Array;
  readonly volume: Float64Array;
  /** max |g(f(x)) − x| of each point, [n]. */
  readonly roundTrip: Float64Array;
  /** The layers of the expanded plan. */
  readonly layers: readonly {
    /** Without the density of noise. */
    readonly logDet: Float64Array;
    /** max |g_l(h_l) − h_{l−1}| over all points: the flow's inverse pass, with each step taken from the exact h_l. */
    readonly roundTrip: number;
    /** Largest |h_{l−1}| and |h_l|. */
    readonly magnitude: number;
    /** Share over all points, or null. */
    readonly outsideBound: number | null;
  }[];
}

export function exactValues(flow: Flow, parameters: ParameterValues, points: FlowPoints, seed: number): ExactValues {
  const { count } = points;
  const graph = exactGraph(flow, parameters, count, seed);
  const { steps, restored } = inversePass(flow, graph);
  const perPoint = (x: Tensor) => broadcastTo(x, [count]);
  const wanted = {
    whole: [
      graph.logDet,
      largestPerRow(abs(sub(restored, graph.x))),
      graph.layers.reduce((sum, { output }) => add(sum, volume(output)), broadcastTo(scalar(0), [count])),
    ],
    inputs: graph.layers.map(({ input }) => input),
    outputs: graph.layers.map(({ output }) => output.value),
    logDets: graph.layers.map(({ output }) => perPoint(volume(output))),
    outside: graph.layers.flatMap(({ leaf, input }) => leaf.bijection.outsideBound?.(input) ?? []).map(perPoint),
  };
  const rows = Array.from({ length: count }, (_, row) => row);
  const feeds = graph.feeds(points, rows);
  const results = evaluate(Object.values(wanted).flat(), feeds);
  const take = (list: readonly Tensor[]) => results.splice(0, list.length);
  const [whole, inputs, outputs, logDets, outside] = Object.values(wanted).map(take) as [
    NdArray[],
    NdArray[],
    NdArray[],
    NdArray[],
    NdArray[],
  ];
  const undone = inverseSteps(steps, outputs, feeds);
  return {
    logDet: whole[0]!.data,
    roundTrip: whole[1]!.data,
    volume: whole[2]!.data,
    layers: graph.layers.map(({ leaf }, l) => ({
      logDet: logDets[l]!.data,
      roundTrip: largestDifference(undone[l]!, inputs[l]!),
      magnitude: Math.max(largest(inputs[l]!), largest(outputs[l]!)),
      outsideBound: leaf.bijection.outsideBound ? mean(outside.shift()!) : null,
    })),
  };
}

/** log|det| of a layer, without −log r of noise r. */
function volume({ logDet, noise }: Transformed): Tensor {
  return noise ? sub(logDet, noise) : logDet;
}

/** The steps of g, latent → data, as the flow applies them. */
function inversePass(flow: Flow, { latent, layers, environment }: ExactGraph) {
  const steps: ProbePoint[] = [];
  const probe = (point: ProbePoint) => {
    steps.push(point);
    return {};
  };
  const restored = decoded(flow, latent, { ...environment, probe });
  assertChain(
    flow.latentParts.length === 1 ? latent : null,
    steps.map(({ from, to }) => [from, to]),
    restored,
  );
  if (steps.length !== layers.length) throw new Error('the inverse pass does not take every layer once');
  return { steps, restored };
}

/**
 * g_l(h_l) of each layer, with h_l in place of the previous steps' result, so that no error is passed on. A step's
 * result is the next one's input, so every other step is evaluated at once.
 */
function inverseSteps(
  steps: readonly ProbePoint[],
  outputs: readonly NdArray[],
  feeds: ReadonlyMap<Tensor, NdArray>,
): NdArray[] {
  const last = steps.length - 1;
  const undone = new Array<NdArray>(steps.length);
  for (const parity of [0, 1]) {
    const chosen = Array.from(steps.keys()).filter((k) => k % 2 === parity);
    const bound = new Map(feeds);
    for (const k of chosen) bound.set(steps[k]!.input, outputs[last - k]!);
    const results = evaluate(
      chosen.map((k) => steps[k]!.output.value),
      bound,
    );
    for (const [i, k] of chosen.entries()) undone[last - k] = results[i]!;
  }
  return undone;
}

function largest({ data }: NdArray): number {
  return data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

function largestDifference(a: NdArray, b: NdArray): number {
  return a.data.reduce((max, value, i) => Math.max(max, Math.abs(value - b.data[i]!)), 0);
}

function mean({ data }: NdArray): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}
