import { randomStream } from '../../random/random-stream.ts';

/**
 * Samples of a model and rows that the model has not seen, both row-major [n, width] in the same units. If the data are
 * integers, so are the samples: a classifier would see nothing but their fractions. The data are finite.
 */
export interface ComparedRows {
  readonly samples: ArrayLike<number>;
  readonly data: ArrayLike<number>;
  readonly width: number;
  /** Whether the columns have the same unit, as pixels do. Otherwise each is measured in its standard deviations. */
  readonly isOneUnit: boolean;
  readonly seed: number;
}

/** Samples and data as yardsticks compare them. Equal rows and seeds give equal comparisons. */
export interface Comparison {
  readonly width: number;
  readonly seed: number;
  /** Number of samples, and of rows of the data. */
  readonly counts: { readonly samples: number; readonly data: number };
  /**
   * Rows at random, without repetition, minus the mean of the data, in units of their standard deviation.
   * @param from first one of a random order that is always the same
   */
  rows(of: 'samples' | 'data', from: number, to: number): Float64Array;
}

/** Three draws of equal size: samples, and two of the data, which have no row in common. */
export interface Draws {
  readonly n: number;
  readonly samples: Float64Array;
  readonly data: Float64Array;
  /** Data in place of samples: what a perfect model would draw. */
  readonly others: Float64Array;
}

/** @throws RangeError if a set is not made of rows of this width */
export function compareRows({ samples, data, width, isOneUnit, seed }: ComparedRows): Comparison {
  for (const set of [samples, data]) {
    if (!Number.isInteger(set.length / width)) throw new RangeError(`${set.length} numbers are no rows of ${width}`);
  }
  const sets = { samples, data };
  const counts = { samples: samples.length / width, data: data.length / width };
  const means = meansOf(data, width);
  const scales = deviationsOf(data, width, isOneUnit).map((deviation) => 1 / deviation);
  const orders = {
    samples: randomStream(seed, 'yardsticks', 'samples').permutation(counts.samples),
    data: randomStream(seed, 'yardsticks', 'data').permutation(counts.data),
  };
  return {
    width,
    seed,
    counts,
    rows: (of, from, to) => {
      const out = new Float64Array((to - from) * width);
      for (let i = from; i < to; i++) {
        const start = orders[of][i]! * width;
        const at = (i - from) * width;
        for (let d = 0; d < width; d++) out[at + d] = (sets[of][start + d]! - means[d]!) * scales[d]!;
      }
      return out;
    },
  };
}

/** @param most rows of each draw */
export function drawsOf(comparison: Comparison, most: number): Draws {
  const { samples, data } = comparison.counts;
  const n = Math.min(samples, Math.floor(data / 2), Math.max(1, Math.floor(most)));
  return {
    n,
    samples: comparison.rows('samples', 0, n),
    data: comparison.rows('data', 0, n),
    others: comparison.rows('data', n, 2 * n),
  };
}

/** Of a mean, the deviation that rounding alone leaves in a constant column. */
const ROUNDING = 1e-12;

/**
 * Standard deviation of each column; with one unit, that of all columns around their means, for each. 1 for a constant.
 * @param rows [n, width]
 */
export function deviationsOf(rows: ArrayLike<number>, width: number, isOneUnit: boolean): Float64Array {
  const n = rows.length / width;
  const means = meansOf(rows, width);
  const variances = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) variances[at % width]! += (rows[at]! - means[at % width]!) ** 2 / n;
  for (const [d, mean] of means.entries()) if (!(variances[d]! > (ROUNDING * mean) ** 2)) variances[d] = 0;
  if (isOneUnit) variances.fill(variances.reduce((sum, variance) => sum + variance, 0) / width);
  return variances.map((variance) => Math.sqrt(variance) || 1);
}

function meansOf(rows: ArrayLike<number>, width: number): Float64Array {
  const n = rows.length / width;
  const means = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) means[at % width]! += rows[at]! / n;
  return means;
}
