/** The rows that a scatter plot shows. */

import { pointRows } from '../../daemon/statistics/resampling.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';

/**
 * Some columns of rows, row-major; rows with weights are there as often as they are drawn by weight.
 * @param values [n, width] @param weights null: all are equal
 */
export function pointsByWeight(
  values: ArrayValues | readonly number[],
  width: number,
  columns: readonly number[],
  weights: ArrayLike<number> | null = null,
): Float64Array {
  const rows = pointRows({ count: values.length / width, weights });
  const points = new Float64Array(rows.length * columns.length);
  let at = 0;
  for (const row of rows) for (const column of columns) points[at++] = values[row * width + column]!;
  return points;
}
