/** Reduces the points of a curve to buckets, as many as a chart can show. */
import type { Column } from './series-table.ts';

export interface Bucketed {
  /** Points in the range. */
  readonly points: number;
  /** float64 [buckets, 4]: step of the last point, minimum, maximum, last; NaN where a bucket is empty. */
  readonly values: Float64Array;
}

/** Buckets of equal width over the steps `from` … `to`, inclusive. A NaN value counts only as a bucket's last value. */
export function bucketed({ steps, values }: Column, from: number, to: number, buckets: number): Bucketed {
  const out = new Float64Array(4 * buckets).fill(Number.NaN);
  const width = (to - from + 1) / buckets;
  let points = 0;
  for (let i = firstAtLeast(steps, from); i < steps.length && steps[i]! <= to; i++) {
    const step = steps[i]!;
    const value = values[i]!;
    const at = 4 * Math.min(buckets - 1, Math.floor((step - from) / width));
    points++;
    out[at] = step;
    // Comparisons with NaN are false, so the first number replaces it.
    if (!(out[at + 1]! <= value)) out[at + 1] = Number.isNaN(value) ? out[at + 1]! : value;
    if (!(out[at + 2]! >= value)) out[at + 2] = Number.isNaN(value) ? out[at + 2]! : value;
    out[at + 3] = value;
  }
  return { points, values: out };
}

function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
