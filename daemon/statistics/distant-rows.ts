/** Number of rows that are compared: the first ones. */
export const DISTANT_ROWS = 64;

/**
 * Two of the first rows that are far from each other: what is between them is worth a look.
 * @param rows [n, width] @param isOneUnit the columns have the same unit; otherwise each is measured in its standard deviations
 * @returns the smaller index first; null: there are no two rows
 */
export function distantRows(
  rows: ArrayLike<number>,
  width: number,
  isOneUnit = false,
): readonly [number, number] | null {
  const n = Math.min(DISTANT_ROWS, Math.floor(rows.length / width));
  if (n < 2) return null;
  const scales = Array.from({ length: width }, (_, d) => (isOneUnit ? 1 : scaleOf(rows, width, n, d)));
  const distance = (a: number, b: number) =>
    scales.reduce((sum, scale, d) => {
      const difference = (rows[a * width + d]! - rows[b * width + d]!) * scale;
      return Number.isFinite(difference) ? sum + difference ** 2 : sum;
    }, 0);
  const farthest = (from: number) =>
    Array.from({ length: n }, (_, i) => i).reduce(
      (far, i) => (distance(from, i) > distance(from, far) ? i : far),
      from,
    );
  const one = farthest(0);
  const other = farthest(one);
  if (one === other) return [0, 1];
  return [Math.min(one, other), Math.max(one, other)];
}

/** 1/σ of a column; 0 if it is constant. */
function scaleOf(rows: ArrayLike<number>, width: number, n: number, column: number): number {
  const values = Array.from({ length: n }, (_, i) => rows[i * width + column]!).filter(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  return variance > 0 ? 1 / Math.sqrt(variance) : 0;
}
