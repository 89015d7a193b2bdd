/** Counts of values in equal bins. */

export interface Histograms {
  /** [dimensions, bins] */
  readonly counts: Int32Array;
  /** Ends of the bins of each dimension, [dimensions]. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Histograms of the bulk of the values, so that a few outliers do not squeeze them into one bin. */
export interface BulkHistograms extends Histograms {
  /** Number of values below `low` and above `high`, [dimensions, 2]. */
  readonly outside: Int32Array;
  /** Smallest and largest value of each dimension, [dimensions, 2]; NaN if there is none. */
  readonly extremes: Float64Array;
}

/** Share of the values on either side that do not decide where the bins end. */
const TAIL = 0.005;
/** Room beyond these quantiles on either side, as a share of the distance between them. */
const ROOM = 0.25;

type Values = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * Columns of a row-major array [n, dimensions], without values that are not finite. The bins go from the 0.5 % to the 99.5 %
 * quantile and a quarter of this distance beyond them, or to the smallest and largest value where these are nearer.
 */
export function bulkHistograms(values: Values, dimensions: number, bins: number): BulkHistograms {
  const low = new Float64Array(dimensions);
  const high = new Float64Array(dimensions);
  const outside = new Int32Array(2 * dimensions);
  const extremes = new Float64Array(2 * dimensions).fill(Number.NaN);
  for (let d = 0; d < dimensions; d++) {
    const column = sortedColumn(values, dimensions, d);
    [low[d], high[d]] = bulkOf(column);
    if (column.length > 0) extremes.set([column[0]!, column.at(-1)!], 2 * d);
    for (const value of column) {
      if (value < low[d]!) outside[2 * d]!++;
      if (value > high[d]!) outside[2 * d + 1]!++;
    }
  }
  return { counts: binCounts(values, { low, high }, bins), low, high, outside, extremes };
}

/** The finite values of a column, ascending. */
function sortedColumn(values: Values, dimensions: number, column: number): Float32Array | Float64Array {
  const length = values.length / dimensions;
  // Half as wide, twice as fast to sort.
  const found = values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  let n = 0;
  for (let i = column; i < values.length; i += dimensions) if (Number.isFinite(values[i])) found[n++] = values[i]!;
  return found.subarray(0, n).sort();
}

function bulkOf(sorted: Float32Array | Float64Array): readonly [number, number] {
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (least === most) return [least - 0.5, most + 0.5];
  const low = sorted[Math.floor(TAIL * (sorted.length - 1))]!;
  const high = sorted[Math.ceil((1 - TAIL) * (sorted.length - 1))]!;
  const room = ROOM * (high - low);
  // Nearly all values are the same: there is no bulk.
  return room === 0 ? [least, most] : [Math.max(least, low - room), Math.min(most, high + room)];
}

/** Minimum and maximum of each column over several arrays; for a single value, a bin around it. Also runs in browsers. */
export function columnEnds(arrays: readonly Values[], dimensions: number): Pick<Histograms, 'low' | 'high'> {
  const low = new Float64Array(dimensions).fill(Infinity);
  const high = new Float64Array(dimensions).fill(-Infinity);
  for (const values of arrays) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      const d = i % dimensions;
      low[d] = Math.min(low[d]!, value);
      high[d] = Math.max(high[d]!, value);
    }
  }
  for (let d = 0; d < dimensions; d++) {
    if (low[d]! < high[d]!) continue;
    // A single value, or none: a bin around it.
    const middle = Number.isFinite(low[d]) ? low[d]! : 0;
    [low[d], high[d]] = [middle - 0.5, middle + 0.5];
  }
  return { low, high };
}

/** Counts [dimensions, bins] of values between the ends. */
export function binCounts(values: Values, { low, high }: Pick<Histograms, 'low' | 'high'>, bins: number): Int32Array {
  const dimensions = low.length;
  const counts = new Int32Array(dimensions * bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const d = i % dimensions;
    if (!(value >= low[d]! && value <= high[d]!)) continue;
    const bin = Math.floor(((value - low[d]!) / (high[d]! - low[d]!)) * bins);
    counts[d * bins + Math.min(bins - 1, bin)]!++;
  }
  return counts;
}

/** Rounding of float32 values and of the sums over them: relative to the mean, and of values near 0. */
const RELATIVE = 1e-6;
const ABSOLUTE = 1e-12;

/** Whether values are the same up to rounding. @param mean, std of the values @param absolute their absolute error */
export function isConstant(mean: number, std: number, absolute: number = ABSOLUTE): boolean {
  return std <= Math.max(absolute, RELATIVE * Math.abs(mean));
}

/**
 * Mean and standard deviation (divisor n) of the finite values of each column of a row-major array [n, dimensions]; NaN
 * if there are none.
 */
export function momentsOf(
  values: Values,
  dimensions: number,
): { readonly mean: Float64Array; readonly std: Float64Array } {
  const counts = new Float64Array(dimensions);
  const mean = new Float64Array(dimensions);
  const square = new Float64Array(dimensions);
  for (let d = 0; d < dimensions; d++) {
    for (let i = d; i < values.length; i += dimensions) if (Number.isFinite(values[i]!)) counts[d]!++;
    if (counts[d] === 0) {
      mean[d] = square[d] = Number.NaN;
      continue;
    }
    for (let i = d; i < values.length; i += dimensions) {
      if (Number.isFinite(values[i]!)) mean[d]! += values[i]! / counts[d]!;
    }
    for (let i = d; i < values.length; i += dimensions) {
      if (Number.isFinite(values[i]!)) square[d]! += (values[i]! - mean[d]!) ** 2 / counts[d]!;
    }
  }
  return { mean, std: square.map(Math.sqrt) };
}

/**
 * Weighted mean and standard deviation (divisor Σw) of each column of a row-major array [n, dimensions], over the rows whose
 * values are all finite; NaN if these have no weight.
 */
export function weightedMomentsOf(
  values: Values,
  dimensions: number,
  weights: ArrayLike<number>,
): { readonly mean: Float64Array; readonly std: Float64Array } {
  const rows = Array.from({ length: weights.length }, (_, row) => row).filter((row) =>
    values.subarray(row * dimensions, (row + 1) * dimensions).every(Number.isFinite),
  );
  const total = rows.reduce((sum, row) => sum + weights[row]!, 0);
  const mean = new Float64Array(dimensions).fill(total > 0 ? 0 : Number.NaN);
  const square = Float64Array.from(mean);
  for (const row of rows) {
    for (let d = 0; d < dimensions; d++) mean[d]! += (weights[row]! / total) * values[row * dimensions + d]!;
  }
  for (const row of rows) {
    for (let d = 0; d < dimensions; d++) {
      square[d]! += (weights[row]! / total) * (values[row * dimensions + d]! - mean[d]!) ** 2;
    }
  }
  return { mean, std: square.map(Math.sqrt) };
}
