/** Quantiles of values with weights. Also runs in browsers. */

/**
 * With equal weights, the quantiles that interpolate linearly between the order statistics i/(n − 1). Otherwise value i of the
 * ascending ones is at Σ_{j<i} (w_j + w_{j+1})/2, as a share of this sum over all. A weight of 0 leaves a value out.
 * @param values finite @param shares in [0, 1] @returns one for each share; NaN without weight
 */
export function weightedQuantiles(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  shares: readonly number[],
): readonly number[] {
  const order = Array.from({ length: values.length }, (_, i) => i)
    .filter((i) => weights[i]! > 0)
    .sort((a, b) => values[a]! - values[b]!);
  const places = new Float64Array(order.length);
  for (let i = 1; i < order.length; i++) {
    places[i] = places[i - 1]! + (weights[order[i - 1]!]! + weights[order[i]!]!) / 2;
  }
  const length = places.at(-1);
  if (length === undefined) return shares.map(() => Number.NaN);
  return shares.map((share) => {
    const place = share * length;
    const upper = firstAtLeast(places, place);
    const high = values[order[upper]!]!;
    if (upper === 0) return high;
    const low = values[order[upper - 1]!]!;
    return low + ((place - places[upper - 1]!) / (places[upper]! - places[upper - 1]!)) * (high - low);
  });
}

/** The last index if none is. */
function firstAtLeast(ascending: Float64Array, place: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! >= place) high = middle;
    else low = middle + 1;
  }
  return low;
}
