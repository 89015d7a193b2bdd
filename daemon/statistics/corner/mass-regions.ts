/** The smallest regions of a cell that hold given shares of the rows, from smoothed counts. */
import { CORNER_BINS } from './corner-counts.ts';

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
 * @param counts [CORNER_BINS, …] of the column
 */
export function kernelWidth(counts: ArrayLike<number>): number {
  let [n, sum, square] = [0, 0, 0];
  for (let bin = 0; bin < CORNER_BINS; bin++) {
    n += counts[bin]!;
    sum += counts[bin]! * bin;
    square += counts[bin]! * bin * bin;
  }
  if (n === 0) return NARROWEST;
  const deviation = Math.sqrt(Math.max(0, square / n - (sum / n) ** 2));
  return Math.min(WIDEST, Math.max(NARROWEST, SHARPER * deviation * n ** (-1 / 6)));
}

/** Gaussian kernel from its middle to its end, where it has fallen to one percent. @param width standard deviation, bins */
function kernelOf(width: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(3 * width) + 1 }, (_, i) => Math.exp(-0.5 * (i / width) ** 2));
}

/**
 * Smoothed counts of a cell, [CORNER_BINS, CORNER_BINS], smallest y first. At the ends of the axes the part of the kernel that is
 * inside counts fully, so that a distribution with an edge keeps it.
 * @param counts [CORNER_BINS² …] @param across, up standard deviations of the kernel, bins
 */
export function smoothCounts(counts: ArrayLike<number>, across: number, up: number): Float64Array {
  const size = CORNER_BINS;
  const between = new Float64Array(size * size);
  const smooth = new Float64Array(size * size);
  const kernelX = kernelOf(across);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const count = counts[row * size + column]!;
      // Most bins are empty.
      if (count !== 0) spread(between, kernelX, count, column, row * size, 1);
    }
  }
  const kernelY = kernelOf(up);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const value = between[row * size + column]!;
      if (value !== 0) spread(smooth, kernelY, value, row, column, size);
    }
  }
  return smooth;
}

/** Adds a value to its neighbors along an axis: in all as much as the value. @param base first place of the line */
function spread(into: Float64Array, kernel: Float64Array, value: number, at: number, base: number, step: number): void {
  const reach = kernel.length - 1;
  const [first, last] = [Math.max(0, at - reach), Math.min(CORNER_BINS - 1, at + reach)];
  let sum = 0;
  for (let i = first; i <= last; i++) sum += kernel[Math.abs(i - at)]!;
  const share = value / sum;
  for (let i = first; i <= last; i++) into[base + i * step]! += share * kernel[Math.abs(i - at)]!;
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
  for (const value of smooth) if (value > largest) largest = value;
  if (largest === 0) return masses.map(() => null);
  const held = new Float64Array(STEPS);
  for (const value of smooth) {
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
