/** Counting stops at this many distinct integers. */
const DISTINCT_LIMIT = 100_000;

/** Columns of a row-major matrix with only whole numbers, and how many distinct ones they have. */
export function integerColumnsOf(
  values: Float32Array | Float64Array | Uint8Array,
  names: readonly string[],
): { readonly index: number; readonly name: string; readonly distinct: number }[] {
  const width = names.length;
  const found: { index: number; name: string; distinct: number }[] = [];
  for (const [index, name] of names.entries()) {
    const distinct = new Set<number>();
    let whole = values.length > 0;
    for (let at = index; at < values.length && whole; at += width) {
      const value = values[at]!;
      // Every float64 beyond 2⁵³ is whole, which says nothing about the measured quantity.
      whole = Number.isSafeInteger(value);
      if (distinct.size < DISTINCT_LIMIT) distinct.add(value);
    }
    if (whole) found.push({ index, name, distinct: distinct.size });
  }
  return found;
}
