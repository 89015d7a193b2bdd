import type { Tensor } from '../tensor.ts';
import { split } from './concat-split.ts';

/** Elements start … end−1 along `axis`. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const length = x.shape[at]!;
  // Split forward and Concat backward are eight times faster than Slice and Pad.
  const sizes = [start, end - start, length - end].filter((size) => size > 0);
  return split(x, sizes, at)[start > 0 ? 1 : 0]!;
}
