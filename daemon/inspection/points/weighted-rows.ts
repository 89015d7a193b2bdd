/** Samples rows of a split as their weights ask: as if a row with weight 2 were in the data twice. */
import type { PreparedRows } from '../../data/prepare.ts';
import { sampleRows, takePreparedRows } from '../../evaluation/sample-rows.ts';
import type { RandomStream } from '../../random/random-stream.ts';
import { countLike } from '../../statistics/mean-and-error.ts';
import { resampledRows } from '../../statistics/resampling.ts';

interface WeightedRows {
  readonly count: number;
  /** ≥ 0; absent: all are equal. */
  readonly weights?: Float64Array;
}

export interface ChosenRows {
  /** Numbers of different rows, ascending. */
  readonly rows: Uint32Array;
  /** One for each of them, > 0; absent: all are equal. */
  readonly weights?: Float64Array;
}

/**
 * All rows that have a weight, or about `most` of them: each is kept with probability min(1, w/τ) and gets the weight max(w, τ), so
 * that sums over the kept rows have the right mean, and rows of large weight are never lost (threshold sampling; Duffield, Lund,
 * Thorup: Learn more, sample less, 2005).
 */
export function weightedRows({ count, weights }: WeightedRows, most: number, random: RandomStream): ChosenRows {
  if (weights === undefined) return { rows: sampleRows(count, most, random) };
  const all = Uint32Array.from(weights.keys()).filter((row) => weights[row]! > 0);
  const threshold = all.length <= most ? 0 : thresholdOf(Float64Array.from(all, (row) => weights[row]!).sort(), most);
  const rows = all.filter((row) => weights[row]! >= threshold || random.uniform() * threshold < weights[row]!);
  return { rows, weights: Float64Array.from(rows, (row) => Math.max(threshold, weights[row]!)) };
}

/** τ with Σ min(1, w/τ) = most. @param ascending more than `most` weights */
function thresholdOf(ascending: Float64Array, most: number): number {
  let rest = ascending.reduce((sum, weight) => sum + weight, 0);
  for (let i = ascending.length - 1, left = most; left > 1; i--, left--) {
    if (ascending[i]! * left <= rest) return rest / left;
    rest -= ascending[i]!;
  }
  return rest;
}

/** Of the weight of all rows, the part that thinning may lose: a single heavy row would otherwise leave few others. */
const CUT = 0.01;

/**
 * Numbers of different rows, ascending, for comparisons in which no row may be there twice: with weights each one is kept with
 * probability min(1, w/τ). τ cuts off a hundredth of the weight (truncated weights; Ionides 2008), by which the distribution of
 * the kept rows can be wrong at most.
 */
export function thinnedRows({ count, weights }: WeightedRows, most: number, random: RandomStream): Uint32Array {
  if (weights === undefined) return sampleRows(count, most, random);
  const limit = limitOf(weights.toSorted());
  const kept = Uint32Array.from(weights.keys()).filter((row) => random.uniform() * limit < weights[row]!);
  return sampleRows(kept.length, most, random).map((i) => kept[i]!);
}

/** To spread into results over `rowsByWeight`. */
export interface DrawnFrom {
  /** Rows of the split, of which some were drawn by weight. Absent: they have no weights. */
  readonly drawnFrom?: number;
}

export function drawnFrom({ count, weights }: WeightedRows): DrawnFrom {
  return weights === undefined ? {} : { drawnFrom: count };
}

/** The rows, or, if they have weights, those that `drawnRows` draws, without weights. Each split gives the same rows each time. */
export function rowsByWeight(rows: PreparedRows): PreparedRows {
  if (rows.weights === undefined) return rows;
  const { weights: _, ...drawn } = takePreparedRows(rows, resampledRows(rows.weights, countLike(rows.weights)));
  return drawn;
}

/** τ with Σ max(0, w − τ) = CUT·Σw. */
function limitOf(ascending: Float64Array): number {
  const lost = CUT * ascending.reduce((sum, weight) => sum + weight, 0);
  let above = 0;
  for (let i = ascending.length - 1, n = 1; i >= 0; i--, n++) {
    above += ascending[i]!;
    const limit = (above - lost) / n;
    if (i === 0 || limit >= ascending[i - 1]!) return limit;
  }
  return 0;
}

/**
 * Numbers of rows, ascending, for means, quantiles and pictures of rows without weights: with weights each row is there as often as
 * it is drawn, and there are as many as the rows count like.
 */
export function drawnRows({ count, weights }: WeightedRows, most: number, random: RandomStream): Uint32Array {
  if (weights === undefined) return sampleRows(count, most, random);
  return resampledRows(weights, Math.min(most, count, countLike(weights)));
}
