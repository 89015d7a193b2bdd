/** Weights of the rows of a corner plot. Also runs in browsers. */
import { effectiveRowCount, effectiveSampleSize } from '../mean-and-error.ts';
import { copiesOf, resampledRows } from '../resampling.ts';

/** Sums of multiples of this are exact, so that a selection that is undone leaves nothing. */
const GRAIN = 2 ** -32;

/**
 * Weights of any unit as a corner plot takes them: in the unit in which they add up to the effective sample size. So bars and
 * contours are as wide as those of as many rows of equal weight.
 * @returns null: there are none, or all are 0
 */
export function weighing(weights: ArrayLike<number> | null): Float64Array | null {
  const size = weights === null ? 0 : effectiveSampleSize(weights);
  if (weights === null || size === 0) return null;
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return Float64Array.from(weights, (weight) => Math.round((weight * size) / (total * GRAIN)) * GRAIN);
}

/** How often each row is drawn as a point: in proportion to its weight. null: once. @param weights of `weighing` */
export function pointCopies(weights: Float64Array | null): Uint32Array | null {
  return weights === null ? null : copiesOf(weights, effectiveRowCount(weights));
}

/** Columns of rows that are drawn by weight, for axes that reach as far as the weights do. @param weights of `weighing` */
export function drawnColumns(columns: readonly Float64Array[], weights: Float64Array | null): readonly Float64Array[] {
  if (weights === null) return columns;
  const rows = resampledRows(weights, effectiveRowCount(weights));
  return columns.map((values) => Float64Array.from(rows, (row) => values[row]!));
}
