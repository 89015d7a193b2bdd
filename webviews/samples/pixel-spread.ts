/** Mean and standard deviation of each pixel over samples. */
import type { Images } from '../charts/cells/image-grid.ts';

export interface PixelSpread {
  /** Pixels 0 … 255, [height, width, channels]. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** @param values uint8 [n, …] @param size values of one image @param start first sample @param count ≥ 1 */
export function pixelSpread(values: ArrayLike<number>, size: number, start: number, count: number): PixelSpread {
  const mean = new Float64Array(size);
  const deviation = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let sample = start; sample < start + count; sample++) mean[i]! += values[sample * size + i]! / count;
    for (let sample = start; sample < start + count; sample++) {
      deviation[i]! += (values[sample * size + i]! - mean[i]!) ** 2 / count;
    }
    deviation[i] = Math.sqrt(deviation[i]!);
  }
  return { mean, deviation };
}

/** The largest deviation of any pixel; at least 1, so that equal samples are black. */
export function largestDeviation(spreads: readonly PixelSpread[]): number {
  return spreads.reduce((most, { deviation }) => deviation.reduce((a, b) => Math.max(a, b), most), 1);
}

/** Means and deviations in turn. White is a deviation of `white`. */
export function spreadImages(
  spreads: readonly PixelSpread[],
  shape: Pick<Images, 'height' | 'width' | 'channels'>,
  white: number,
): Images {
  const size = shape.height * shape.width * shape.channels;
  const pixels = new Uint8ClampedArray(2 * spreads.length * size);
  for (const [i, { mean, deviation }] of spreads.entries()) {
    pixels.set(mean, 2 * i * size);
    pixels.set(
      deviation.map((value) => (255 * value) / white),
      (2 * i + 1) * size,
    );
  }
  return { pixels, n: 2 * spreads.length, ...shape };
}
