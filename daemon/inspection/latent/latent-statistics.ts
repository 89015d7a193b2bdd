/** How far encoded points are from the base distribution, in normal scores, in which the base is N(0, I). */
import { chiSquaredQuantile } from '../../statistics/chi-squared.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';

export interface Quantiles {
  readonly theoretical: Float64Array;
  readonly observed: Float64Array;
}

export interface LatentStatistics {
  /** Of each coordinate, [D]; ideally 0 and 1. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** All coordinates together against N(0, 1). */
  readonly coordinates: Quantiles;
  /** ‖u‖² of each point against χ²_D. */
  readonly squaredNorm: Quantiles;
}

/** Maximum number of quantiles, at probabilities (i + ½)/k. */
const MOST_QUANTILES = 200;

/** @param scores [n, D]; without rows there are no moments (NaN) and no quantiles */
export function latentStatistics(scores: Float32Array, dimension: number): LatentStatistics {
  const count = scores.length / dimension;
  const mean = new Float64Array(dimension).fill(count === 0 ? Number.NaN : 0);
  const square = Float64Array.from(mean);
  const norms = new Float64Array(count);
  for (let i = 0; i < scores.length; i++) {
    mean[i % dimension]! += scores[i]! / count;
    norms[Math.floor(i / dimension)]! += scores[i]! ** 2;
  }
  for (let i = 0; i < scores.length; i++) square[i % dimension]! += (scores[i]! - mean[i % dimension]!) ** 2 / count;
  return {
    mean,
    deviation: square.map(Math.sqrt),
    coordinates: against(Float64Array.from(scores), normalQuantile),
    squaredNorm: against(norms, (p) => chiSquaredQuantile(p, dimension)),
  };
}

function against(values: Float64Array, quantile: (probability: number) => number): Quantiles {
  const sorted = values.sort();
  const k = Math.min(MOST_QUANTILES, sorted.length);
  const at = Float64Array.from({ length: k }, (_, i) => (i + 0.5) / k);
  // The value below which the share p of n points lies; between two points, their mean.
  const observed = at.map((p) => {
    const place = Math.min(sorted.length - 1, Math.max(0, p * sorted.length - 0.5));
    const low = Math.floor(place);
    const high = Math.min(sorted.length - 1, low + 1);
    return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
  });
  return { theoretical: at.map(quantile), observed };
}
