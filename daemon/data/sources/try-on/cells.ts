/** Probabilities of the integers 0 … 255 when a gray level with Gaussian noise is rounded down. */
import { logNormalInterval } from '../../../statistics/normal-interval.ts';

/** The highest gray level. */
export const TOP = 255;
/** Numbers this many deviations below and above the mean have a probability below 1e-15. */
const REACH = 8;
/** Table entries per standard deviation. */
const FINE = 256;
const COARSE = 16;
/** Deviations that tables cover; beyond them probabilities are computed one by one. */
const WIDEST = 12;

export interface Cells {
  /** ln P(⌊y⌋ = k) for y ~ N(mean, σ²), where numbers below 0 count as 0 and those above 255 as 255. */
  logProb(k: number, mean: number): number;
  /** Entropy of ⌊y⌋, nats. */
  entropy(mean: number): number;
}

/** @param sigma gray levels */
export function cellsOf(sigma: number): Cells {
  const scale = 1 / sigma;
  const constant = -0.5 * Math.log(2 * Math.PI * sigma * sigma);
  const exact = (k: number, mean: number) =>
    logNormalInterval(k === 0 ? -1e4 : (k - mean) * scale, k === TOP ? 1e4 : (k + 1 - mean) * scale);
  // By the distance from the mean, a cell's probability is the density at its middle times nearly 1.
  const steps = WIDEST * FINE;
  const corrections = Float64Array.from({ length: steps + 2 }, (_, i) => {
    const d = i / FINE;
    return logNormalInterval(d - 0.5 * scale, d + 0.5 * scale) + 0.5 * d * d - constant;
  });
  const logProb = (k: number, mean: number) => {
    const d = Math.abs(k + 0.5 - mean) * scale;
    const at = d * FINE;
    if (k === 0 || k === TOP || at >= steps) return exact(k, mean);
    const i = Math.floor(at);
    const low = corrections[i]!;
    return constant - 0.5 * d * d + low + (at - i) * (corrections[i + 1]! - low);
  };
  const direct = (mean: number) => {
    const from = Math.max(0, Math.min(TOP, Math.floor(mean - REACH * sigma)));
    const to = Math.max(0, Math.min(TOP, Math.ceil(mean + REACH * sigma)));
    let sum = 0;
    for (let k = from; k <= to; k++) {
      const value = exact(k, mean);
      if (value > -700) sum -= Math.exp(value) * value;
    }
    return sum;
  };
  let table: Float64Array | null = null;
  const lowest = -WIDEST * sigma;
  return {
    logProb,
    entropy(mean) {
      const count = Math.ceil(((TOP - 2 * lowest) * COARSE) / sigma);
      table ??= Float64Array.from({ length: count + 2 }, (_, i) => direct(lowest + (i * sigma) / COARSE));
      const at = Math.max(0, Math.min(count, ((mean - lowest) * COARSE) / sigma));
      const i = Math.floor(at);
      return table[i]! + (at - i) * (table[i + 1]! - table[i]!);
    },
  };
}
