/** How far encoded points are from the base distribution, in normal scores, in which the base is N(0, I). */
import { chiSquaredQuantile } from '../../statistics/chi-squared.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';
import { weightedMiddles } from '../../statistics/weighted-quantiles.ts';

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

/**
 * @param scores [n, D]; without rows there are no moments (NaN) and no quantiles
 * @param weights of the rows; absent: all are equal
 */
export function latentStatistics(scores: Float32Array, dimension: number, weights?: Float64Array): LatentStatistics {
  const count = scores.length / dimension;
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? count;
  const weightAt = (i: number) => weights?.[Math.floor(i / dimension)] ?? 1;
  const mean = new Float64Array(dimension).fill(count === 0 ? Number.NaN : 0);
  const square = Float64Array.from(mean);
  const norms = new Float64Array(count);
  for (let i = 0; i < scores.length; i++) {
    mean[i % dimension]! += (weightAt(i) * scores[i]!) / total;
    norms[Math.floor(i / dimension)]! += scores[i]! ** 2;
  }
  for (let i = 0; i < scores.length; i++) {
    square[i % dimension]! += (weightAt(i) * (scores[i]! - mean[i % dimension]!) ** 2) / total;
  }
  return {
    mean,
    deviation: square.map(Math.sqrt),
    coordinates: against(
      Float64Array.from(scores),
      weights && Float64Array.from(scores, (_, i) => weightAt(i)),
      normalQuantile,
    ),
    squaredNorm: against(norms, weights, (p) => chiSquaredQuantile(p, dimension)),
  };
}

/** The values below which shares of the points, or of their weight, lie; between two points, their mean. */
function against(
  values: Float64Array,
  weights: Float64Array | undefined,
  quantile: (probability: number) => number,
): Quantiles {
  const k = Math.min(MOST_QUANTILES, weights?.filter((weight) => weight > 0).length ?? values.length);
  const at = Float64Array.from({ length: k }, (_, i) => (i + 0.5) / k);
  const observed =
    weights === undefined ? middlesOf(values.sort(), at) : Float64Array.from(weightedMiddles(values, weights, [...at]));
  return { theoretical: at.map(quantile), observed };
}

function middlesOf(ascending: Float64Array, shares: Float64Array): Float64Array {
  return shares.map((share) => {
    const place = Math.min(ascending.length - 1, Math.max(0, share * ascending.length - 0.5));
    const low = Math.floor(place);
    const high = Math.min(ascending.length - 1, low + 1);
    return ascending[low]! + (place - low) * (ascending[high]! - ascending[low]!);
  });
}
