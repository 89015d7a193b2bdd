/** Counts of values in equal bins. */

export interface Histograms {
  /** [dimensions, bins] */
  readonly counts: Int32Array;
  /** Ends of the bins of each dimension, [dimensions]. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

type Values = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Columns of a row-major array [n, dimensions], without values that are not finite. Also runs in browsers. */
export function histograms(values: Values, dimensions: number, bins: number): Histograms {
  const ends = columnEnds([values], dimensions);
  return { counts: binCounts(values, ends, bins), ...ends };
}

/** Minimum and maximum of each column over several arrays; for a single value, a bin around it. */
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
    if (!Number.isFinite(value)) continue;
    const d = i % dimensions;
    const bin = Math.floor(((value - low[d]!) / (high[d]! - low[d]!)) * bins);
    counts[d * bins + Math.min(bins - 1, bin)]!++;
  }
  return counts;
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
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) counts[i % dimensions]!++;
  const mean = counts.map((count) => (count === 0 ? Number.NaN : 0));
  const square = Float64Array.from(mean);
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]!)) mean[i % dimensions]! += values[i]! / counts[i % dimensions]!;
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    square[i % dimensions]! += (values[i]! - mean[i % dimensions]!) ** 2 / counts[i % dimensions]!;
  }
  return { mean, std: square.map(Math.sqrt) };
}
