/** Streams rows through a flow and gathers, for every layer, its terms, the states' covariance and its round trip. */
import type { PreparedRows } from '../data/prepare.ts';
import { layerDefinitions } from '../flow/bijections/registry.ts';
import { batchFeeds, evaluationBatch, parameterFeeds, rowDensity } from '../flow/evaluator.ts';
import type { Results, Runtime } from '../runtime/runtime.ts';
import { flattenPlan } from '../spec/flatten-plan.ts';
import { broadcastTo } from '../tensor/ops/arithmetic.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { forEachBatch } from './batches.ts';
import { constantLogDets } from './constant-log-dets.ts';
import { Covariance } from './covariance.ts';
import { rowsOfFeeds } from './feed-rows.ts';
import { withGraph } from './kept-graphs.ts';
import type { LayerGraph } from './layer-readings.ts';
import { layerGraph } from './layer-readings.ts';
import type { OpenData, OpenFlow } from './open-flow.ts';

export interface LayerData {
  readonly rows: number;
  /** log π(z), nats, [n]. */
  readonly base: Float64Array;
  /** Of each layer of the expanded plan: log|det|, nats, [n]. */
  readonly terms: readonly Float64Array[];
  /** Of the data, dequantized, and of the state behind each layer; the flow's units. */
  readonly states: readonly Covariance[];
  readonly roundTripErrors: Float64Array;
  /** Rows that the round trips were taken on. */
  readonly roundTripRows: number;
  /** Share of coordinates beyond a layer's bound, or null. */
  readonly outside: readonly (number | null)[];
  /** log q(x) from the evaluation graph, the flow's units, nats, [n]. */
  readonly logDensity: Float64Array;
}

export interface ReadOptions {
  readonly limit: number;
  readonly diagonal: boolean;
  readonly noiseSeed: number;
  readonly signal: AbortSignal | null;
}

/** Elements of all states that one call of the runtime may answer: 16 MiB. */
const STATE_LIMIT = 2 ** 22;
/** Inverses of more sequential passes than this, or by iteration, are tried on a few rows only. */
const MANY_PASSES = 64;
const FEW_ROWS = 64;

export async function readLayers(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { limit, diagonal, noiseSeed, signal }: ReadOptions,
): Promise<LayerData> {
  const n = Math.min(limit, rows.count);
  const layers = flattenPlan(plan);
  const dimension = sizeOf(flow.inputShape);
  const slow = layers.some(({ type, inverted }) => !inverted && takesManyPasses(type, dimension));
  const gathered = new Gathered(n, layers.length, dimension, diagonal);
  if (n === 0) return { ...gathered, rows: 0, roundTripRows: 0 };

  // The batches of the evaluator, so that a row meets the same dequantization noise; states are read in parts of them.
  const batch = evaluationBatch(flow, rows.count);
  const part = Math.max(1, Math.min(batch, Math.floor(STATE_LIMIT / (dimension * (layers.length + 1)))));
  const dtype = rows.values instanceof Uint8Array ? 'uint8' : 'float';
  const options = { dtype, noiseScale: transform.noiseScale } as const;
  const few = Math.min(FEW_ROWS, n);
  const fixed = parameterFeeds(flow, parameters);
  const kept = (name: string, size: number) => ['layers', name, size, slow, dtype, transform.noiseScale];
  const evaluation = {
    flow,
    key: kept('density', batch),
    build: () => {
      const whole = rowDensity(flow, { ...options, batch });
      return { ...whole, outputs: [{ name: 'logProb', tensor: broadcastTo(whole.logProb, [batch]) }] };
    },
  };
  const reading = {
    flow,
    key: kept('states', part),
    build: () =>
      layerGraph(flow, plan, {
        ...{ ...options, batch: part },
        quantities: slow ? ['state', 'outside'] : ['state', 'outside', 'roundTrip'],
      }),
  };
  const tripping = {
    flow,
    key: kept('round trips', few),
    build: () => layerGraph(flow, plan, { ...options, batch: few, quantities: ['roundTrip'] }),
  };
  await withGraph(runtime, evaluation, (whole, evaluate) =>
    withGraph(runtime, reading, (graph, read) =>
      forEachBatch(n, batch, signal, async (start, own) => {
        const feeds = batchFeeds(rows, start, batch, whole.noise, noiseSeed);
        const answer = await evaluate.run({ ...fixed, ...feeds });
        for (let i = 0; i < own; i++) gathered.logDensity[start + i] = answer.logProb![i]!;
        await forEachBatch(own, part, signal, async (offset, count) => {
          const results = await read.run({ ...fixed, ...rowsOfFeeds(feeds, batch, offset, part) });
          gathered.add(graph, results, start + offset, count);
        });
        if (!slow || start > 0) return;
        await withGraph(runtime, tripping, async (trip, compiled) => {
          const results = await compiled.run({ ...fixed, ...rowsOfFeeds(feeds, batch, 0, few) });
          gathered.addRoundTrips(trip, results, few);
        });
      }),
    ),
  );
  for (const [l, value] of constantLogDets(flow, parameters).entries()) {
    if (value !== null) gathered.terms[l]!.fill(value);
  }
  return { ...gathered, rows: n, roundTripRows: slow ? few : n };
}

function takesManyPasses(type: string, dimension: number): boolean {
  const inverse = layerDefinitions.find((definition) => definition.type === type)!.inverse;
  return inverse === 'iterative' || (inverse === 'sequential' && dimension > MANY_PASSES);
}

class Gathered {
  readonly base: Float64Array;
  readonly terms: readonly Float64Array[];
  readonly states: readonly Covariance[];
  readonly roundTripErrors: Float64Array;
  readonly outside: (number | null)[];
  readonly logDensity: Float64Array;

  constructor(rows: number, layers: number, dimension: number, diagonal: boolean) {
    this.base = new Float64Array(rows);
    this.terms = Array.from({ length: layers }, () => new Float64Array(rows));
    this.states = Array.from({ length: layers + 1 }, () => new Covariance(dimension, diagonal));
    this.roundTripErrors = new Float64Array(layers);
    this.outside = new Array<number | null>(layers).fill(null);
    this.logDensity = new Float64Array(rows);
  }

  /** `count` rows that stand at `start`. */
  add(graph: LayerGraph, results: Results, start: number, count: number): void {
    this.states[0]!.add(results.x!, count);
    for (let i = 0; i < count; i++) this.base[start + i] = results.base![i]!;
    for (const [l, { logDet, state, outside }] of graph.layers(results).entries()) {
      const terms = this.terms[l]!;
      for (let i = 0; i < count; i++) terms[start + i] = logDet[i % logDet.length]!;
      this.states[l + 1]!.add(state!, count);
      if (outside === null) continue;
      let share = 0;
      for (let i = 0; i < count; i++) share += outside[i % outside.length]!;
      this.outside[l] = (this.outside[l] ?? 0) + share / this.base.length;
    }
    this.addRoundTrips(graph, results, count);
  }

  addRoundTrips(graph: LayerGraph, results: Results, count: number): void {
    for (const [l, { roundTrip }] of graph.layers(results).entries()) {
      if (roundTrip === null) continue;
      // Math.max answers NaN where one of its arguments is.
      for (let i = 0; i < count; i++) this.roundTripErrors[l] = Math.max(this.roundTripErrors[l]!, roundTrip[i]!);
    }
  }
}
