/** Center and spread of a column's values. */

export interface LocationScale {
  readonly center: number;
  /** Above 0. */
  readonly scale: number;
}

/** The interquartile range of a normal distribution with standard deviation 1. */
const NORMAL_RANGE = 1.3489795003921634;

/** Mean and standard deviation (divisor n); null: the values are equal, up to the rounding error of their sum. */
export function meanAndDeviation(values: Float64Array): LocationScale | null {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length);
  return scale > 1e-12 * Math.abs(center) ? { center, scale } : null;
}

/**
 * Median, and interquartile range divided by that of the standard normal distribution. If half of the values are equal, the
 * standard deviation takes its place. null as above.
 * @param sorted ascending
 */
export function medianAndRange(sorted: Float64Array): LocationScale | null {
  const moments = meanAndDeviation(sorted);
  if (moments === null) return null;
  const center = quantileOf(sorted, 0.5);
  const scale = (quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)) / NORMAL_RANGE;
  return { center, scale: scale > 1e-12 * Math.abs(center) ? scale : moments.scale };
}

/** By linear interpolation between order statistics, as NumPy's default. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (at - below) * (high - low);
}
