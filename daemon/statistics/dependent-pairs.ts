/** The pairs of columns that depend most on each other. */

/**
 * Pairs by the size of Spearman's rank correlation, largest first: it does not depend on units, and few large values
 * do not decide it (Spearman, The proof and measurement of association between two things, 1904).
 * @param rows [n, width] @param columns those that have an order
 * @returns both indices of each pair, the smaller one first; all pairs of `columns`
 */
export function dependentPairs(
  rows: ArrayLike<number>,
  width: number,
  columns: readonly number[],
): readonly (readonly [number, number])[] {
  const n = Math.floor(rows.length / width);
  const ranks = columns.map((d) => standardRanks(Float64Array.from({ length: n }, (_, i) => rows[i * width + d]!)));
  const pairs = columns.flatMap((a, i) =>
    columns.slice(i + 1).map((b, k) => ({ pair: [a, b] as const, size: Math.abs(mean(ranks[i]!, ranks[i + 1 + k]!)) })),
  );
  return pairs.sort((a, b) => b.size - a.size).map(({ pair }) => pair);
}

/** Ranks with mean 0 and variance 1; equal values have the mean of their ranks. All 0 if the values are all the same. */
export function standardRanks(values: Float64Array): Float64Array {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + to - 1) / 2 - (n - 1) / 2;
    from = to;
  }
  const scale = Math.sqrt(mean(ranks, ranks));
  return scale > 0 ? ranks.map((rank) => rank / scale) : ranks;
}

/** Spearman's rank correlation, of `standardRanks`. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  return mean(a, b);
}

function mean(a: Float64Array, b: Float64Array): number {
  return a.length === 0 ? 0 : a.reduce((sum, value, i) => sum + value * b[i]!, 0) / a.length;
}
