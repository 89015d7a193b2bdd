/** Mean and standard deviation of each pixel over samples. */
import { momentsOf } from '../../daemon/statistics/histograms.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';

export interface PixelSpread {
  /** Pixels 0 … 255, [height, width, channels]. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** @param values uint8 [n, …] @param size values of one image @param start first sample @param count ≥ 1 */
export function pixelSpread(values: ArrayValues, size: number, start: number, count: number): PixelSpread {
  const { mean, std } = momentsOf(values.subarray(start * size, (start + count) * size), size);
  return { mean, deviation: std };
}

/** The largest deviation of any pixel; at least 1, so that equal samples are black. */
export function largestDeviation(spreads: readonly PixelSpread[]): number {
  return spreads.reduce((most, { deviation }) => deviation.reduce((a, b) => Math.max(a, b), most), 1);
}

/** A deviation as pixels. White is a deviation of `white`. */
export function deviationPixels({ deviation }: PixelSpread, white: number): Float64Array {
  return deviation.map((value) => (255 * value) / white);
}
