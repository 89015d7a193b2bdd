/** Two columns of the first `n` rows, [n, 2]. @param rows [n or more, width] */
export function columnPairs(
  rows: ArrayLike<number>,
  width: number,
  columns: readonly [number, number],
  n: number,
): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: 2 * n }, (_, i) => {
    return rows[Math.floor(i / 2) * width + Math.min(width - 1, columns[i % 2]!)]!;
  });
}
