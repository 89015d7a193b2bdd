/** Ranks of rows among samples, as numbers in [0, 1] that are uniform if the rows follow the distribution of the samples. */
import type { RandomStream } from '../../random/random-stream.ts';

/**
 * For each row the share of samples below it, with a random number for ties and for the place between two samples, which
 * makes it exactly uniform (Czado, Gneiting, Held 2009, Predictive model assessment for count data).
 * @param samples [each · rows] if every row has its own samples, else common ones @param each 0: the samples are common
 */
export function uniformRanks(
  rows: Float64Array,
  samples: Float64Array,
  each: number,
  random: RandomStream,
): Float64Array {
  const common = each === 0 ? samples.toSorted() : null;
  return rows.map((value, row) => {
    const [below, upTo, count] =
      common !== null
        ? [firstAtLeast(common, value), firstAbove(common, value), common.length]
        : countsBelow(samples.subarray(row * each, (row + 1) * each), value);
    return (below + random.uniform() * (upTo - below + 1)) / (count + 1);
  });
}

/**
 * The share of the levels up to each limit.
 * @param limits ascending @param weights of the levels; absent: all are equal
 */
export function sharesUpTo(levels: Float64Array, limits: readonly number[], weights?: Float64Array): readonly number[] {
  const order = Uint32Array.from(levels.keys()).sort((a, b) => levels[a]! - levels[b]!);
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const total = order.reduce((sum, row) => sum + weightOf(row), 0);
  let [next, below] = [0, 0];
  return limits.map((limit) => {
    for (; next < order.length && levels[order[next]!]! <= limit; next++) below += weightOf(order[next]!);
    return below / total;
  });
}

function countsBelow(samples: Float64Array, value: number): readonly [number, number, number] {
  let [below, upTo] = [0, 0];
  for (const sample of samples) {
    if (sample < value) below++;
    if (sample <= value) upTo++;
  }
  return [below, upTo, samples.length];
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  return search(sorted, (sample) => sample >= value);
}

function firstAbove(sorted: Float64Array, value: number): number {
  return search(sorted, (sample) => sample > value);
}

/** The first index where a condition holds that holds from there on. */
function search(sorted: Float64Array, holds: (sample: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
