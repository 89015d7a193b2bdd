/** Samples rows of a split as their weights ask: as if a row with weight 2 were in the data twice. */
import { sampleRows } from '../../evaluation/sample-rows.ts';
import type { RandomStream } from '../../random/random-stream.ts';

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

/** Numbers of different rows, ascending: with weights each one is kept in proportion to its weight, so that they are independent. */
export function thinnedRows({ count, weights }: WeightedRows, most: number, random: RandomStream): Uint32Array {
  if (weights === undefined) return sampleRows(count, most, random);
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  const kept = Uint32Array.from(weights.keys()).filter((row) => random.uniform() * largest < weights[row]!);
  return sampleRows(kept.length, most, random).map((i) => kept[i]!);
}
