/** A part of the stored curves: a panel that zooms asks for some steps. */
import type { ArrayValues } from '../../protocol/array-values.ts';

export interface SeriesPart {
  /** Rows [step of the last point, minimum, maximum, last] with steps in the range; empty buckets are left out. */
  readonly rows: Float64Array<ArrayBuffer>;
  readonly count: number;
}

/** @param values [buckets, 4]; NaN where a bucket is empty */
export function seriesPart(values: ArrayValues, from: number, to: number): SeriesPart {
  const starts: number[] = [];
  for (let at = 0; at < values.length; at += 4) if (values[at]! >= from && values[at]! <= to) starts.push(at);
  const rows = new Float64Array(4 * starts.length);
  for (const [i, at] of starts.entries()) for (let k = 0; k < 4; k++) rows[4 * i + k] = values[at + k]!;
  return { rows, count: starts.length };
}
