/** Streams rows through a flow and collects each layer's terms, the states' covariance and the round-trip error. */

import type { DataRow, PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds, rowDensity } from '../../evaluation/row-graph.ts';
import { placeLogDensity } from '../../evaluation/row-log-density.ts';
import { layerOfType } from '../../flow/bijections/registry.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { Results, Runtime } from '../../runtime/runtime.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { forEachBatch, rowsOfFeeds } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { LayerGraph } from '../graphs/layer-readings.ts';
import { dataTerms, layerGraph } from '../graphs/layer-readings.ts';
import { Covariance } from '../numerics/covariance.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
import { constantLogDets } from './constant-log-dets.ts';

export interface LayerData {
  readonly rows: number;
  /**
   * 1 for rows whose log q and all of its terms are finite; states, round trips and shares are over these rows, [n].
   */
  readonly counted: Uint8Array;
  /** log π(z), nats, [n]. */
  readonly base: Float64Array;
  /** log|det| of each of `DataTransform.rows`, nats, [n]. */
  readonly dataTerms: readonly Float64Array[];
  /** log|det| of each layer of the expanded plan, nats, [n]. */
  readonly logDets: readonly Float64Array[];
  /** The layers' terms of log q: their log-dets, and the log-priors of what left the flow, nats, [n]. */
  readonly terms: readonly Float64Array[];
  /** Covariance of the dequantized data and of the state after each layer; the flow's units. */
  readonly states: readonly Covariance[];
  readonly roundTripErrors: Float64Array;
  /** The largest of each row's round-trip error divided by max(1, largest |h| of the row), where h is the layer's input. */
  readonly relativeRoundTripErrors: Float64Array;
  /** Number of rows used for the round trips. */
  readonly roundTripRows: number;
  /** Share of the counted rows' coordinates beyond a layer's bound, or null. */
  readonly outside: readonly (number | null)[];
  /** log q(x) from the evaluation graph, data units, nats, [n]; −∞ on float32 overflow. */
  readonly logDensity: Float64Array;
}

export interface ReadOptions {
  readonly limit: number;
  /** Whether covariances are diagonal. */
  readonly diagonal: boolean;
  /** Whether that of the data is full in any case, so that it tells which coordinates depend on others. */
  readonly fullData: boolean;
  readonly noiseSeed: number;
  readonly signal: AbortSignal | null;
}

/** Maximum elements of all states that one call of the runtime returns: 16 MiB. */
const STATE_LIMIT = 2 ** 22;
/** Inverses with more sequential passes than this, or by iteration, are tested on a few rows only. */
const MANY_PASSES = 64;
const FEW_ROWS = 64;

export async function readLayers(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { limit, diagonal, fullData, noiseSeed, signal }: ReadOptions,
): Promise<LayerData> {
  const n = Math.min(limit, rows.count);
  const layers = flattenPlan(plan);
  const dimension = sizeOf(flow.inputShape);
  const slow = layers.some(({ type, inverted }) => !inverted && takesManyPasses(type, dimension));
  const gathered = new Gathered(n, layers.length, transform.rows, dimension, diagonal, fullData);
  if (n === 0) return { ...gathered, terms: gathered.terms, outside: gathered.shares, rows: 0, roundTripRows: 0 };

  // The evaluator's batches, so that a row gets the same dequantization noise; states are read in parts of a batch.
  const batch = evaluationBatch(flow, rows.count);
  const part = Math.max(1, Math.min(batch, Math.floor(STATE_LIMIT / (dimension * (layers.length + 1)))));
  const dtype = dtypeOf(rows);
  const options = { dtype, entry: transform.entry } as const;
  const few = Math.min(FEW_ROWS, n);
  const fixed = parameterFeeds(flow, parameters);
  const kept = (name: string, size: number) => ['layers', name, size, slow, dtype, transform.entry];
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
  const place = placeLogDensity(parameters, transform.logDet, rows);
  await withGraph(runtime, evaluation, (whole, evaluate) =>
    withGraph(runtime, reading, (graph, read) =>
      forEachBatch(n, batch, signal, async (start, own) => {
        const feeds = batchFeeds(rows, start, batch, whole.noise, noiseSeed);
        const answer = await evaluate.run({ ...fixed, ...feeds });
        place(answer.logProb!, start, own, gathered.logDensity);
        await forEachBatch(own, part, signal, async (offset, count) => {
          const results = await read.run({ ...fixed, ...rowsOfFeeds(feeds, batch, offset, part) });
          gathered.add(graph, results, start + offset, count);
        });
        if (!slow || start > 0) return;
        await withGraph(runtime, tripping, async (trip, compiled) => {
          const results = await compiled.run({ ...fixed, ...rowsOfFeeds(feeds, batch, 0, few) });
          gathered.addRoundTrips(trip, results, 0, few);
        });
      }),
    ),
  );
  for (const [l, value] of constantLogDets(flow, parameters).entries()) {
    if (value !== null) gathered.logDets[l]!.fill(value);
  }
  return { ...gathered, terms: gathered.terms, outside: gathered.shares, rows: n, roundTripRows: slow ? few : n };
}

function takesManyPasses(type: string, dimension: number): boolean {
  const { inverse } = layerOfType(type);
  return inverse === 'iterative' || (inverse === 'sequential' && dimension > MANY_PASSES);
}

class Gathered {
  readonly counted: Uint8Array;
  readonly base: Float64Array;
  readonly #rows: readonly DataRow[];
  readonly dataTerms: readonly Float64Array[];
  readonly logDets: readonly Float64Array[];
  readonly #logPriors: (Float64Array | null)[];
  readonly states: readonly Covariance[];
  readonly roundTripErrors: Float64Array;
  readonly relativeRoundTripErrors: Float64Array;
  /** Sums over the counted rows; null for layers without a bound. */
  readonly #outside: (number | null)[];
  readonly logDensity: Float64Array;

  constructor(
    rows: number,
    layers: number,
    dataRows: readonly DataRow[],
    dimension: number,
    diagonal: boolean,
    fullData: boolean,
  ) {
    this.#rows = dataRows;
    this.dataTerms = dataRows.map(() => new Float64Array(rows));
    this.counted = new Uint8Array(rows);
    this.base = new Float64Array(rows);
    this.logDets = Array.from({ length: layers }, () => new Float64Array(rows));
    this.#logPriors = new Array<Float64Array | null>(layers).fill(null);
    this.states = Array.from(
      { length: layers + 1 },
      (_, l) => new Covariance(dimension, diagonal && !(l === 0 && fullData)),
    );
    this.roundTripErrors = new Float64Array(layers);
    this.relativeRoundTripErrors = new Float64Array(layers);
    this.#outside = new Array<number | null>(layers).fill(null);
    this.logDensity = new Float64Array(rows);
  }

  /** Adds `count` rows from `start` on, whose log-densities are known. */
  add(graph: LayerGraph, results: Results, start: number, count: number): void {
    const layers = graph.layers(results);
    for (let i = 0; i < count; i++) {
      this.base[start + i] = results.base![i]!;
      for (const [r, term] of dataTerms(this.#rows, results, i).entries()) this.dataTerms[r]![start + i] = term;
    }
    for (const [l, { logDet, logPrior }] of layers.entries()) {
      const logDets = this.logDets[l]!;
      for (let i = 0; i < count; i++) logDets[start + i] = logDet[i % logDet.length]!;
      if (logPrior === null) continue;
      this.#logPriors[l] ??= new Float64Array(logDets.length);
      for (let i = 0; i < count; i++) this.#logPriors[l]![start + i] = logPrior[i]!;
    }
    const all = [...this.dataTerms, ...this.logDets, ...this.#logPriors.filter((priors) => priors !== null)];
    for (let i = start; i < start + count; i++) {
      const hasDensity = Number.isFinite(this.logDensity[i]! + this.base[i]!);
      this.counted[i] = hasDensity && all.every((terms) => Number.isFinite(terms[i])) ? 1 : 0;
    }
    const chosen = this.#chosen(start, count);
    addRows(this.states[0]!, results.x!, chosen, count);
    for (const [l, { state, outside }] of layers.entries()) {
      addRows(this.states[l + 1]!, state!, chosen, count);
      if (outside === null) continue;
      const share = chosen.reduce((sum, i) => sum + outside[i % outside.length]!, 0);
      this.#outside[l] = (this.#outside[l] ?? 0) + share;
    }
    this.addRoundTrips(graph, results, start, count);
  }

  addRoundTrips(graph: LayerGraph, results: Results, start: number, count: number): void {
    const chosen = this.#chosen(start, count);
    // Math.max returns NaN if one of its arguments is NaN.
    const raise = (largest: Float64Array, l: number, errors: ArrayLike<number> | null) => {
      if (errors !== null) largest[l] = chosen.reduce((all, i) => Math.max(all, errors[i]!), largest[l]!);
    };
    for (const [l, { roundTrip, relativeRoundTrip }] of graph.layers(results).entries()) {
      raise(this.roundTripErrors, l, roundTrip);
      raise(this.relativeRoundTripErrors, l, relativeRoundTrip);
    }
  }

  get terms(): readonly Float64Array[] {
    return this.logDets.map((logDets, l) => {
      const logPriors = this.#logPriors[l]!;
      return logPriors === null ? logDets : logDets.map((value, i) => value + logPriors[i]!);
    });
  }

  get shares(): readonly (number | null)[] {
    const count = this.counted.reduce((sum, each) => sum + each, 0);
    return this.#outside.map((sum) => (sum === null ? null : sum / count));
  }

  /** The rows that count among `count` rows at `start`, numbered from 0. */
  #chosen(start: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => i).filter((i) => this.counted[start + i] === 1);
  }
}

/** Adds the chosen rows of the first `count`. */
function addRows(to: Covariance, values: ArrayLike<number>, chosen: readonly number[], count: number): void {
  if (chosen.length === count) {
    to.add(values, count);
    return;
  }
  const width = to.dimension;
  const rows = new Float64Array(chosen.length * width);
  for (const [at, row] of chosen.entries()) {
    for (let i = 0; i < width; i++) rows[at * width + i] = values[row * width + i]!;
  }
  to.add(rows, chosen.length);
}
