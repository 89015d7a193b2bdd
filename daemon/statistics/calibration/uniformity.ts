/** Whether numbers are uniform on [0, 1], as ranks among samples are if a model is right. */

export interface Uniformity {
  /** Largest distance between the distribution functions (Kolmogorov, Smirnov). */
  readonly distance: number;
  /** Probability of a distance at least as large if they are uniform. */
  readonly p: number;
}

/**
 * @param samples among which all numbers are ranks; Infinity: each has samples of its own. Common samples vary, too, as in a
 *   test of two samples
 */
export function uniformity(values: Float64Array, samples: number): Uniformity {
  const sorted = values.toSorted();
  const n = sorted.length;
  let distance = 0;
  for (const [i, value] of sorted.entries()) {
    distance = Math.max(distance, value - i / n, (i + 1) / n - value);
  }
  const effective = samples === Infinity ? n : (n * samples) / (n + samples);
  const root = Math.sqrt(effective);
  return { distance, p: kolmogorov((root + 0.12 + 0.11 / root) * distance) };
}

/** Q(λ) = 2 Σ (−1)^(j−1) exp(−2 j² λ²); with the λ of Stephens 1970 it is accurate from n = 4 on. */
export function kolmogorov(lambda: number): number {
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let j = 1; j <= 100; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}

/** Counts in equal bins of [0, 1]. */
export function unitCounts(values: Float64Array, bins: number): Int32Array {
  const counts = new Int32Array(bins);
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor(value * bins)))]!++;
  return counts;
}
