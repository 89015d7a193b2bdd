import type { Images } from '../charts/cells/image-grid.ts';

export type PointKind = 'plane' | 'table' | 'images';

/** @param point shape of one point */
export function kindOf(point: readonly number[]): PointKind {
  if (point.length === 3) return 'images';
  return point.length === 1 && point[0] === 2 ? 'plane' : 'table';
}

/** Number of values of one point. */
export function sizeOf(point: readonly number[]): number {
  return point.reduce((product, length) => product * length, 1);
}

/** @param point [height, width, channels] */
export function imagesOf(pixels: ArrayLike<number>, n: number, point: readonly number[]): Images {
  const [height = 1, width = 1, channels = 1] = point;
  return { pixels, n, height, width, channels };
}
