import type { ArrayValues } from '../../protocol/array-values.ts';
import type { Images } from '../charts/cells/image-grid.ts';

/** Number of values of one point. */
export function sizeOf(point: readonly number[]): number {
  return point.reduce((product, length) => product * length, 1);
}

/** @param point [height, width, channels] */
export function imagesOf(pixels: ArrayValues, n: number, point: readonly number[]): Images {
  const [height = 1, width = 1, channels = 1] = point;
  return { pixels, n, height, width, channels };
}
