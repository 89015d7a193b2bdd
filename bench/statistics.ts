/** Figures of repeated timings. */

export interface Timing {
  readonly median: number;
  readonly best: number;
  /** Half the interquartile range, relative to the median. */
  readonly spread: number;
  readonly repeats: number;
}

/** Linear interpolation between the order statistics; p in 0…1. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

export function timingOf(values: readonly number[]): Timing {
  const median = quantile(values, 0.5);
  return {
    median,
    best: Math.min(...values),
    spread: (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median,
    repeats: values.length,
  };
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
