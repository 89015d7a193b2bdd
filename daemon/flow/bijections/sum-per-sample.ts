import { mean, sum } from '../../tensor/ops/arithmetic.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Sum over all axes but the first: [B, …] → [B]. */
export function sumPerSample(x: Tensor): Tensor {
  return sum(x, ownAxes(x));
}

/** Mean over all axes but the first: [B, …] → [B]. */
export function meanPerSample(x: Tensor): Tensor {
  return mean(x, ownAxes(x));
}

function ownAxes(x: Tensor): readonly number[] {
  return x.shape.slice(1).map((_, axis) => axis + 1);
}
