/** Rows as graphs get them: shifted and scaled float32 values (or raw uint8), and what the preparation adds to log q. */

import type { Chain } from './columns/chain.ts';
import { afterHost, backThroughChain, stageLogDets } from './columns/chain.ts';
import { STAGE_INDEX, STAGE_PATH, STAGES, type Stage } from './columns/define-step.ts';
import type { DataEntry } from './columns/enter.ts';
import type { Dataset, Rows, Standardization } from './definition.ts';
import { gridOf } from './grid.ts';
import { mappedStore, type RowStore, type RowValues, rowRange } from './stored/row-store.ts';
import { blocksOf, release, rowWidth } from './stored/stored-rows.ts';

export interface PreparedRows {
  readonly count: number;
  /** Row-major [count, …shape]. */
  readonly values: Float32Array | Uint8Array;
  /** As in `Rows`. */
  readonly stored?: RowStore;
  readonly context: Float32Array | null;
  /** As in `Rows`. */
  readonly weights?: Float64Array;
}

/** How graphs take these rows: the bytes of images become numbers there. */
export function dtypeOf(rows: Pick<Rows, 'values' | 'stored'>): 'uint8' | 'float' {
  const { stored } = rows;
  return (stored ? stored.kind === 'uint8' : rows.values instanceof Uint8Array) ? 'uint8' : 'float';
}

/** A row of log q before the first layer. */
export interface DataRow {
  readonly stage: Stage;
  /** −3 … −1. */
  readonly index: number;
  readonly type: Stage;
  readonly path: string;
  /** The part of its log|det| that is the same for every row of the data, nats; `Entered.logDets` has the rest. */
  readonly constant: number;
}

/**
 * Data units → the flow's units, in two parts: rows are prepared (shifted and scaled, in float64), and the graphs that take them
 * do what depends on noise, or is not affine (`enterBatch`).
 */
export interface DataTransform {
  /** The part of log|det| that is the same for every row, −Σ log|scale| over all steps, nats; 0 without any. */
  readonly logDet: number;
  /** What graphs do to prepared rows of data. null: nothing. */
  readonly entry: DataEntry | null;
  /** The same for points that get no noise: those of grids, and those that a user gives. */
  readonly exactEntry: DataEntry | null;
  readonly rows: readonly DataRow[];
  prepare(rows: Rows): PreparedRows;
  /**
   * Prepared values → the flow's units, row-major: what `entry` does, on the host.
   * @param uniform noise for dequantized columns, of which each value takes a draw
   */
  enter(values: Float32Array, uniform: () => number): Float32Array;
  /** Converts the flow's units back to data units, for a row-major array of points. Values beyond bounds are clipped. */
  restore(values: Float32Array): Float64Array;
  /** Points in the flow's units of which at least one value is beyond a bound. */
  countClipped(values: Float32Array): number;
  /** Of each of `rows`, the log|det| at a point in data units, [n] each, nats. */
  logDets(values: Float64Array): readonly Float64Array[];
}

export function dataTransform(
  dataset: Pick<Dataset, 'standardization' | 'dequantizedColumns' | 'grids' | 'summary' | 'chains'>,
): DataTransform {
  const { standardization, dequantizedColumns, grids, summary, chains = null } = dataset;
  const dimension = summary.shape.reduce((product, extent) => product * extent, 1);
  const std = (d: number) => standardization?.std[d] ?? 1;
  const mean = (d: number) => standardization?.mean[d] ?? 0;
  const dequantized = new Set(dequantizedColumns);
  const scaled = (values: RowValues): Float32Array | Uint8Array => {
    if (values instanceof Uint8Array) return values;
    if (!standardization) return values instanceof Float32Array ? values : Float32Array.from(values, bounded);
    return scaledBy(standardization, values);
  };
  const noiseScale =
    dequantizedColumns.length === 0
      ? null
      : Array.from({ length: dimension }, (_, d) => (dequantized.has(d) ? gridOf(grids, d).step / std(d) : 0));
  const chainOf = (d: number): Chain => chains?.[d] ?? [];
  const isAsked = (d: number) => chains === null || chainOf(d).length > 0 || std(d) !== 1 || mean(d) !== 0;
  const rows = standardization ? dataRows(dimension, chainOf, isAsked, std) : [];
  return {
    logDet: rows.reduce((sum, { constant }) => sum + constant, 0),
    entry: noiseScale === null && chains === null ? null : { noiseScale, chains },
    exactEntry: chains === null ? null : { noiseScale: null, chains },
    rows,
    prepare(rows) {
      const { count, stored, context, weights } = rows;
      const own = weights === undefined ? {} : { weights };
      if (stored?.isHeld) return { count, values: heldRows(rows, scaled), context, ...own };
      if (stored) return Object.assign(preparedRows(stored, scaled, context), own);
      return { count, values: scaled(rows.values), context, ...own };
    },
    enter(values, uniform) {
      const noisy =
        noiseScale === null ? values : values.map((value, i) => value + noiseScale[i % dimension]! * uniform());
      return chains === null ? noisy : noisy.map((value, i) => afterHost(chainOf(i % dimension), value));
    },
    restore(values) {
      if (!standardization) return Float64Array.from(values);
      return Float64Array.from(values, (value, i) => {
        const chain = chainOf(i % dimension);
        return chain.length === 0 ? value * std(i % dimension) + mean(i % dimension) : backThroughChain(chain, value).x;
      });
    },
    countClipped(values) {
      if (chains === null) return 0;
      let count = 0;
      for (let start = 0; start < values.length; start += dimension) {
        if (chains.some((chain, d) => chain.length > 0 && backThroughChain(chain, values[start + d]!).clipped)) count++;
      }
      return count;
    },
    logDets(values) {
      const result = rows.map(() => new Float64Array(values.length / dimension));
      for (let i = 0; i < values.length; i++) {
        const d = i % dimension;
        const chain = chainOf(d);
        const own = chain.length === 0 ? { standardize: -Math.log(std(d)) } : stageLogDets(chain, values[i]!);
        for (const [r, { stage }] of rows.entries()) result[r]![Math.floor(i / dimension)]! += own[stage] ?? 0;
      }
      return result;
    },
  };
}

/** Only stages that some column goes through. */
function dataRows(
  dimension: number,
  chainOf: (d: number) => Chain,
  isAsked: (d: number) => boolean,
  std: (d: number) => number,
): readonly DataRow[] {
  const constants = new Map<Stage, number>();
  for (let d = 0; d < dimension; d++) {
    if (!isAsked(d)) continue;
    const chain = chainOf(d);
    const steps = chain.length === 0 ? [{ stage: 'standardize' as const, scale: std(d) }] : chain;
    for (const { stage, scale } of steps) {
      constants.set(stage, (constants.get(stage) ?? 0) - Math.log(Math.abs(scale)));
    }
  }
  return STAGES.flatMap((stage) => {
    const constant = constants.get(stage);
    if (constant === undefined) return [];
    return [{ stage, index: STAGE_INDEX[stage], type: stage, path: STAGE_PATH[stage], constant }];
  });
}

/** Training reads rows faster from memory. */
function heldRows(rows: Rows, scaled: (values: RowValues) => Float32Array | Uint8Array): Float32Array {
  const out = new Float32Array(rows.count * rowWidth(rows));
  let at = 0;
  for (const block of blocksOf(rows)) {
    const part = scaled(block);
    out.set(part, at);
    at += part.length;
    if (part !== block) release(part);
  }
  return out;
}

/** Rows that stay in a file are prepared when they are read. */
function preparedRows(
  stored: RowStore,
  scaled: (values: RowValues) => Float32Array | Uint8Array,
  context: Float32Array | null,
): PreparedRows {
  const store = mappedStore(
    stored,
    { kind: stored.kind === 'uint8' ? 'uint8' : 'float32', width: stored.width },
    scaled,
  );
  return {
    count: store.count,
    stored: store,
    context,
    get values() {
      return scaled(stored.take(rowRange(0, stored.count)));
    },
  };
}

/** A column at a time: mean and deviation are then numbers that the loop keeps. */
function scaledBy({ mean, std }: Standardization, values: RowValues): Float32Array {
  const out = new Float32Array(values.length);
  const width = mean.length;
  for (let j = 0; j < width; j++) {
    const [center, scale] = [mean[j]!, std[j]!];
    for (let at = j; at < values.length; at += width) {
      out[at] = bounded((values[at]! - center) / scale);
    }
  }
  return out;
}

/** The largest float32. */
const LARGEST = 2 ** 128 - 2 ** 104;

/** As float32 a larger number would be infinite, and a difference of two infinities NaN. */
function bounded(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}
