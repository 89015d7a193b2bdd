/** The smallest regions of a cell that hold given shares of the rows, from smoothed counts. */
import { CORNER_BINS } from './bins.ts';

/** Shares of the rows. In two dimensions, 39 % and 86 % are those of a Gaussian within one and two standard deviations. */
export const CORNER_MASSES = [0.39, 0.86, 0.95] as const;

/** With fewer rows the counts say too little for contours: the rows themselves are drawn. */
export const FEWEST_FOR_CONTOURS = 300;

/** Limits of the width of the kernel, as a standard deviation in bins. */
const [NARROWEST, WIDEST] = [0.8, 3];
/** Share of the width that would be best for a Gaussian: other shapes are narrower than their standard deviation. */
const SHARPER = 0.6;

/**
 * The standard deviation of the kernel along an axis, bins: Scott's rule in two dimensions, σ n^(−1/6), made smaller and kept
 * within limits. Source: D. W. Scott, Multivariate Density Estimation (1992).
 * @param counts [CORNER_BINS, …] of the column @param folded bins that are one of the grid that is smoothed
 */
export function kernelWidth(counts: ArrayLike<number>, folded: number): number {
  let [n, sum, square] = [0, 0, 0];
  for (let bin = 0; bin < CORNER_BINS; bin++) {
    n += counts[bin]!;
    sum += counts[bin]! * bin;
    square += counts[bin]! * bin * bin;
  }
  if (n === 0) return NARROWEST;
  const deviation = Math.sqrt(Math.max(0, square / n - (sum / n) ** 2));
  return Math.min(WIDEST, Math.max(NARROWEST, (SHARPER / folded) * deviation * n ** (-1 / 6)));
}

/** A Gaussian kernel along an axis. */
export interface Kernel {
  /** From its middle to three standard deviations. */
  readonly weights: Float64Array;
  /** By bin: one over the sum of the weights within the axis. */
  readonly scales: Float64Array;
}

/** Leaves counts as they are. @param size bins along the axis */
export function noKernel(size: number): Kernel {
  return { weights: Float64Array.of(1), scales: new Float64Array(size).fill(1) };
}

/** @param width standard deviation, bins @param size bins along the axis */
export function kernelOf(width: number, size: number): Kernel {
  const reach = Math.ceil(3 * width);
  const weights = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * (i / width) ** 2));
  const scales = Float64Array.from({ length: size }, (_, at) => {
    let sum = 0;
    for (let i = Math.max(0, at - reach); i <= Math.min(size - 1, at + reach); i++) sum += weights[Math.abs(i - at)]!;
    return 1 / sum;
  });
  return { weights, scales };
}

/**
 * Smoothed counts of a cell, [height, width], smallest y first. At the ends of the axes the part of the kernel that is
 * inside counts fully, so that a distribution with an edge keeps it.
 * @param counts [height · width …] @param alongX, alongY of the columns
 */
export function smoothCounts(counts: ArrayLike<number>, alongX: Kernel, alongY: Kernel): Float64Array {
  const [width, height] = [alongX.scales.length, alongY.scales.length];
  const between = new Float64Array(width * height);
  const smooth = new Float64Array(width * height);
  /** 1: the row has counts. */
  const filled = new Uint8Array(height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const count = counts[row * width + column]!;
      // Most bins are empty.
      if (count === 0) continue;
      filled[row] = 1;
      const [first, last] = reachOf(alongX, column);
      const share = count * alongX.scales[column]!;
      for (let at = first; at <= last; at++) {
        between[row * width + at]! += share * alongX.weights[at < column ? column - at : at - column]!;
      }
    }
  }
  for (let row = 0; row < height; row++) {
    if (filled[row] === 0) continue;
    const [first, last] = reachOf(alongY, row);
    for (let at = first; at <= last; at++) {
      const share = alongY.scales[row]! * alongY.weights[at < row ? row - at : at - row]!;
      const [from, to] = [row * width, at * width];
      for (let column = 0; column < width; column++) smooth[to + column]! += share * between[from + column]!;
    }
  }
  return smooth;
}

/** The first and the last bin that the count of a bin is spread to. */
function reachOf({ weights, scales }: Kernel, at: number): readonly [number, number] {
  const reach = weights.length - 1;
  return [Math.max(0, at - reach), Math.min(scales.length - 1, at + reach)];
}

/** Steps of the levels, from the fourth root of 0 to that of the largest value. */
const STEPS = 1024;

/**
 * Levels of smoothed counts: the bins at or above a level are the smallest region with this share of the rows.
 * @param smooth of `smoothCounts` @param masses ascending @param total rows, with those in no bin
 * @returns one per mass, descending; null where the bins hold less
 */
export function massLevels(smooth: Float64Array, masses: readonly number[], total: number): readonly (number | null)[] {
  let largest = 0;
  for (let i = 0; i < smooth.length; i++) if (smooth[i]! > largest) largest = smooth[i]!;
  if (largest === 0) return masses.map(() => null);
  const held = new Float64Array(STEPS);
  for (let i = 0; i < smooth.length; i++) {
    const value = smooth[i]!;
    if (value > 0) held[Math.min(STEPS - 1, Math.floor(STEPS * Math.sqrt(Math.sqrt(value / largest))))]! += value;
  }
  const levels: (number | null)[] = [];
  let [step, sum] = [STEPS, 0];
  for (const mass of masses) {
    while (step > 0 && sum < mass * total) sum += held[--step]!;
    levels.push(sum >= mass * total ? largest * (step / STEPS) ** 4 : null);
  }
  return levels.map((level) => (level === null ? null : Math.max(level, largest * STEPS ** -4)));
}
