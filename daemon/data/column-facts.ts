import type { RowValues } from './stored/row-store.ts';

/** Counting stops at this many distinct integers. */
const DISTINCT_LIMIT = 100_000;

/**
 * Columns of a row-major matrix with only whole numbers, and how many distinct ones they have.
 * @param values all of them, or blocks of rows, which are read as long as a column may have only whole numbers
 */
export function integerColumnsOf(
  values: RowValues | Iterable<RowValues>,
  names: readonly string[],
): { readonly index: number; readonly name: string; readonly distinct: number }[] {
  const width = names.length;
  let candidates = names.map((name, index) => ({ index, name, distinct: new Set<number>() }));
  let isEmpty = true;
  for (const block of ArrayBuffer.isView(values) ? [values] : values) {
    isEmpty = isEmpty && block.length === 0;
    candidates = candidates.filter(({ index, distinct }) => {
      for (let at = index; at < block.length; at += width) {
        const value = block[at]!;
        // Every float64 beyond 2⁵³ is whole, which says nothing about the measured quantity.
        if (!Number.isSafeInteger(value)) return false;
        if (distinct.size < DISTINCT_LIMIT) distinct.add(value);
      }
      return true;
    });
    if (candidates.length === 0) break;
  }
  return isEmpty ? [] : candidates.map(({ distinct, ...column }) => ({ ...column, distinct: distinct.size }));
}
