/** The rectangle of the plane in which densities and grids are drawn. */

/** x low, x high, y low, y high; data units. */
export type GridExtent = readonly [number, number, number, number];

/** The middle 99.9 % of each column, widened by 15 % of its length at both ends. */
export function extentOf(values: ArrayLike<number>, count: number): GridExtent {
  const side = (column: number): readonly [number, number] => {
    const sorted = Float64Array.from({ length: count }, (_, row) => values[2 * row + column]!).sort();
    const [low, high] = [sorted[Math.floor(0.0005 * (count - 1))]!, sorted[Math.ceil(0.9995 * (count - 1))]!];
    const margin = high > low ? 0.15 * (high - low) : 1;
    return [low - margin, high + margin];
  };
  return [...side(0), ...side(1)] as const;
}
