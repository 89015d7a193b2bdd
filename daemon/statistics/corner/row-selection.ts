/** Rows whose values are in ranges of columns. */

/** Both ends belong to it. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Marks the rows that are in all ranges with 1, the others with 0. A value that is not finite is in no range.
 * @param columns of n rows each @param ranges of each column; null: every value, finite or not @param marks [n]
 * @returns number of rows marked with 1
 */
export function selectRows(
  columns: readonly Float64Array[],
  ranges: readonly (ValueRange | null)[],
  marks: Uint8Array,
): number {
  marks.fill(1);
  for (const [column, range] of ranges.entries()) {
    if (range === null) continue;
    const values = columns[column]!;
    const { low, high } = range;
    for (let i = 0; i < marks.length; i++) {
      const value = values[i]!;
      if (!(value >= low && value <= high && Number.isFinite(value))) marks[i] = 0;
    }
  }
  let count = 0;
  for (let i = 0; i < marks.length; i++) count += marks[i]!;
  return count;
}
