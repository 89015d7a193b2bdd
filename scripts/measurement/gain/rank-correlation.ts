/** Spearman's rank correlation, and the most that any measure could reach against a noisy truth. */
import { randomStream } from '../../../daemon/random/random-stream.ts';

/** 1-based ranks; equal values share the mean of theirs. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) =>
    compared(values[a]!, values[b]!),
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Also orders infinities, whose difference is not a number. */
function compared(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** ρ in −1 … 1: Pearson's correlation of the ranks. NaN if one side has fewer than two different values. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (x.length + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - middle, y[i]! - middle];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/**
 * The ρ that a perfect, noiseless measure would reach against the mean over the seeds: √r, where r is the reliability of
 * that mean. Means over m of n seeds correlate by r_m, and with k = n/m, r = k·r_m/(1 + (k − 1)·r_m) (Spearman 1910,
 * Brown 1910).
 * @param seeds n ≥ 2
 * @param correlate ρ of the means over two disjoint halves, m = ⌊n/2⌋ seeds each
 * @returns 0 if halves do not agree at all; NaN if ρ is
 */
export function noiseCeiling(seeds: number, correlate: (one: readonly number[], other: readonly number[]) => number) {
  const halves = disjointHalves(seeds);
  const agreement = halves.reduce((sum, [one, other]) => sum + correlate(one, other) / halves.length, 0);
  const times = seeds / Math.floor(seeds / 2);
  return Math.sqrt(Math.max(0, (times * agreement) / (1 + (times - 1) * agreement)));
}

/** All pairs of disjoint subsets of 0 … n−1 with ⌊n/2⌋ elements, each pair once. */
function disjointHalves(n: number): readonly (readonly [readonly number[], readonly number[]])[] {
  const size = Math.floor(n / 2);
  const all = Array.from({ length: n }, (_, i) => i);
  return subsets(all, size).flatMap((one) =>
    subsets(
      all.filter((i) => i > one[0]! && !one.includes(i)),
      size,
    ).map((other) => [one, other] as const),
  );
}

function subsets(of: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return of.flatMap((first, at) => subsets(of.slice(at + 1), size - 1).map((rest) => [first, ...rest]));
}

/** Quantiles .025 and .975 of a figure of groups that are drawn with replacement. */
export function bootstrapInterval<T>(
  groups: readonly T[],
  figure: (drawn: readonly T[]) => number,
  repeats: number,
): readonly [number, number] {
  const random = randomStream(0, 'bootstrap');
  const figures = Float64Array.from({ length: repeats }, () =>
    figure(groups.map(() => groups[random.integer(groups.length)]!)),
  )
    .filter(Number.isFinite)
    .sort();
  return [figures[Math.floor(0.025 * figures.length)]!, figures[Math.ceil(0.975 * figures.length) - 1]!];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
