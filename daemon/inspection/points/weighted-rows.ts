/** Samples rows of a split as their weights ask: as if a row with weight 2 were in the data twice. */
import type { PreparedRows } from '../../data/prepare.ts';
import { sampleRows, takePreparedRows } from '../../evaluation/sample-rows.ts';
import { type RandomStream, randomStream } from '../../random/random-stream.ts';
import { effectiveRowCount } from '../../statistics/mean-and-error.ts';
import { pointRows, resampledRows } from '../../statistics/resampling.ts';

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

/**
 * Rows behind samples: the first ones, or `weightedRows`. The first rows of a file in the order of its weights, as nested sampling
 * writes it, have hardly any weight. Each split gives the same rows each time.
 */
export function shownRows(rows: WeightedRows, most: number): ChosenRows {
  if (rows.weights !== undefined) return weightedRows(rows, most, randomStream(0, 'shown rows'));
  return { rows: pointRows(rows, most) };
}

/** Rows that weigh less than this share of the mean are hardly part of the data. */
const NOTABLE = 1e-3;

/**
 * Numbers of the rows that are looked at one by one, ascending: all, but of rows with weights those with at least a thousandth of the
 * mean weight, or all if no row has any. Rows that importance sampling has all but rejected would otherwise be all that is unlikely.
 */
export function notableRows({ count, weights }: WeightedRows): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  if (weights === undefined) return all;
  const least = (NOTABLE * weights.reduce((sum, weight) => sum + weight, 0)) / count;
  return all.filter((row) => weights[row]! >= least);
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

/**
 * For figures whose errors are those of independent rows: the rows, or, if they have weights, rows drawn by weight from all of them,
 * without weights, as many as the effective sample size, which no choice of rows can raise. Each split gives the same rows each time.
 * @param most drawn rows; rows without weights are not limited
 */
export function rowsByWeight(rows: PreparedRows, most: number): PreparedRows {
  if (rows.weights === undefined) return rows;
  const { weights: _, ...drawn } = takePreparedRows(rows, pointRows(rows, most));
  return drawn;
}

/** How many rows `rowsByWeight` gives without a limit. */
export function rowsThatCount({ count, weights }: WeightedRows): number {
  return weights === undefined ? count : Math.min(count, effectiveRowCount(weights));
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
 * Numbers of rows, ascending, for means and quantiles: with weights each row is there as often as it is drawn. There may be more
 * than the effective sample size, so that they are close to the weighted ones; standard errors would be too small.
 */
export function drawnRows({ count, weights }: WeightedRows, most: number, random: RandomStream): Uint32Array {
  return weights === undefined ? sampleRows(count, most, random) : resampledRows(weights, Math.min(most, count));
}
