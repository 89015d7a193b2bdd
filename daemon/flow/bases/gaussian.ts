import { add, mul, square } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { sumPerSample } from '../bijections/sum-per-sample.ts';

/** Σ ln N(z_d; 0, 1), [B]. */
export function standardNormalLogProb(z: Tensor): Tensor {
  const normalization = -0.5 * Math.log(2 * Math.PI) * sizeOf(z.shape.slice(1));
  return add(mul(sumPerSample(square(z)), scalar(-0.5)), scalar(normalization));
}
