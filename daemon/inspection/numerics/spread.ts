import type { LeftOut } from '../../statistics/row-summary.ts';

/** How a number is distributed over the rows for which it is finite. */
export interface Spread extends LeftOut {
  readonly mean: number;
  /** With n − 1 in the variance; 0 for a single value. */
  readonly std: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Spread of the finite values; NaN if there are none. */
export function spreadOf(values: Float64Array): Spread {
  const n = values.length;
  if (n === 0) return { ...constantSpread(Number.NaN), std: Number.NaN };
  const ordered = sorted(values);
  // Equal values have a spread of exactly 0, even if their mean is rounded.
  if (ordered[0] === ordered[n - 1]) return constantSpread(ordered[0]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const [p10, p50, p90] = [quantile(ordered, 0.1), quantile(ordered, 0.5), quantile(ordered, 0.9)];
  return { mean, std: n > 1 ? Math.sqrt(squares / (n - 1)) : 0, p10, p50, p90 };
}

/** A value that is the same for every sample. */
export function constantSpread(value: number): Spread {
  return { mean: value, std: 0, p10: value, p50: value, p90: value };
}

/** Ascending copy; NaN last. */
export function sorted(values: Float64Array): Float64Array {
  return values.slice().sort();
}

/** The smallest value with at least half of the weight at or below it; NaN without weight. */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let below = 0;
  for (const row of order) {
    below += weights[row]!;
    if (below >= half && below > 0) return values[row]!;
  }
  return Number.NaN;
}

/** Linear interpolation between the order statistics of an ascending array; NaN if it is empty. */
export function quantile(ordered: Float64Array, share: number): number {
  const n = ordered.length;
  if (n === 0) return Number.NaN;
  const at = share * (n - 1);
  const below = Math.floor(at);
  const rest = at - below;
  return rest === 0 ? ordered[below]! : ordered[below]! * (1 - rest) + ordered[below + 1]! * rest;
}
