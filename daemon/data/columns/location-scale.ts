/** Center and spread of a column's values, of which each may have a weight. */

export interface LocationScale {
  readonly center: number;
  /** Above 0. */
  readonly scale: number;
}

/** Values with their weights above 0; null: all weights are 1. */
export interface Weighted {
  readonly values: Float64Array;
  readonly weights: Float64Array | null;
}

/** The interquartile range of a normal distribution with standard deviation 1. */
const NORMAL_RANGE = 1.3489795003921634;

/** Weighted mean of `of` each value. */
export function meanOf({ values, weights }: Weighted, of: (value: number) => number = (value) => value): number {
  if (weights === null) return values.reduce((sum, value) => sum + of(value), 0) / values.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, i) => sum + weights[i]! * of(value), 0) / total;
}

/** Mean and standard deviation (divisor n, or Σw); null: the values are equal, up to the rounding error of their sum. */
export function meanAndDeviation(sample: Weighted): LocationScale | null {
  const center = meanOf(sample);
  const scale = Math.sqrt(meanOf(sample, (value) => (value - center) ** 2));
  return scale > 1e-12 * Math.abs(center) ? { center, scale } : null;
}

/**
 * Median, and interquartile range divided by that of the standard normal distribution. If half of the values are equal, the
 * standard deviation takes its place. null as above.
 */
export function medianAndRange(sample: Weighted): LocationScale | null {
  const moments = meanAndDeviation(sample);
  if (moments === null) return null;
  const quantile = quantilesOf(sample);
  const center = quantile(0.5);
  const scale = (quantile(0.75) - quantile(0.25)) / NORMAL_RANGE;
  return { center, scale: scale > 1e-12 * Math.abs(center) ? scale : moments.scale };
}

/**
 * By linear interpolation between order statistics, as NumPy's default. With weights, a value is at the middle of its share of
 * their sum.
 */
export function quantilesOf({ values, weights }: Weighted): (p: number) => number {
  if (weights === null) {
    const sorted = values.toSorted();
    return (p) => between(sorted, p * (sorted.length - 1));
  }
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const sorted = Float64Array.from(order, (i) => values[i]!);
  const places = new Float64Array(order.length);
  for (let k = 1; k < order.length; k++) {
    places[k] = places[k - 1]! + (weights[order[k - 1]!]! + weights[order[k]!]!) / 2;
  }
  return (p) => {
    const at = p * places.at(-1)!;
    const next = places.findIndex((place) => place >= at);
    if (next <= 0) return sorted[0]!;
    return between(sorted, next - 1 + (at - places[next - 1]!) / (places[next]! - places[next - 1]!));
  };
}

function between(sorted: Float64Array, at: number): number {
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (at - below) * (high - low);
}

/** Number of equally weighted values that say as much (Kish 1965). */
export function effectiveCount({ values, weights }: Weighted): number {
  if (weights === null) return values.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total ** 2 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
}
