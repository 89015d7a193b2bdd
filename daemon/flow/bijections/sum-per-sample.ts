import { sum } from '../../tensor/ops/arithmetic.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Sum over all axes but the first: [B, …] → [B]. */
export function sumPerSample(x: Tensor): Tensor {
  return sum(
    x,
    x.shape.slice(1).map((_, axis) => axis + 1),
  );
}
