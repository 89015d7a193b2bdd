import type { Shape } from '../../tensor/tensor.ts';

/** Number of elements of one sample. */
export function size(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** `7 × 7 × 4` for images, `5 dimensions` for vectors. */
export function shapeText(shape: Shape): string {
  if (shape.length === 1) return shape[0] === 1 ? '1 dimension' : `${shape[0]} dimensions`;
  return shape.join(' × ');
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
