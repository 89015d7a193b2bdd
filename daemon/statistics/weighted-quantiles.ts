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
  const order = ascendingOrder(values, weights);
  const middles = middlesOf(order, weights);
  const [first = 0, last = 0] = [middles[0], middles.at(-1)];
  const places = shares.map((share) => first + share * (last - first));
  return between(values, order, middles, places);
}

/**
 * As `weightedQuantiles`, with each value in the middle of its own share of the weight, as for quantile plots: with equal weights,
 * those at (i + ½)/n.
 */
export function weightedMiddles(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  shares: readonly number[],
): readonly number[] {
  const order = ascendingOrder(values, weights);
  const total = runningSums(order, weights).at(-1) ?? 0;
  const places = shares.map((share) => share * total);
  return between(values, order, middlesOf(order, weights), places);
}

/**
 * For each share, the smallest value with at least this share of the weight at or below it: as in rows that are repeated as often
 * as their weights say. A weight of 0 leaves a value out.
 * @param values finite @param shares in (0, 1] @returns one for each share; NaN without weight
 */
export function weightedOrderStatistics(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  shares: readonly number[],
): readonly number[] {
  const order = ascendingOrder(values, weights);
  const ends = runningSums(order, weights);
  const total = ends.at(-1);
  if (total === undefined) return shares.map(() => Number.NaN);
  // A share that is missed by rounding only is reached.
  return shares.map((share) => values[order[firstAtLeast(ends, share * total * (1 - 1e-12))]!]!);
}

/** Numbers of the values that have a weight. */
function ascendingOrder(values: ArrayLike<number>, weights: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, i) => i)
    .filter((i) => weights[i]! > 0)
    .sort((a, b) => values[a]! - values[b]!);
}

function runningSums(order: Uint32Array, weights: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(order, (i) => (sum += weights[i]!));
}

/** The middle of each value's own share of the weight. */
function middlesOf(order: Uint32Array, weights: ArrayLike<number>): Float64Array {
  return runningSums(order, weights).map((end, i) => end - weights[order[i]!]! / 2);
}

/** Interpolates linearly between values that are at these places; NaN if there is none. */
function between(
  values: ArrayLike<number>,
  order: Uint32Array,
  places: Float64Array,
  wanted: readonly number[],
): readonly number[] {
  if (order.length === 0) return wanted.map(() => Number.NaN);
  return wanted.map((place) => {
    const upper = firstAtLeast(places, place);
    const high = values[order[upper]!]!;
    if (upper === 0 || place >= places[upper]!) return high;
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
