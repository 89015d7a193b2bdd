/** Between data and what the networks of a GAN read and write. */
import { add, mul } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { floor, tanh } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ModelPlan } from '../plan.ts';

export interface PointScale {
  /** Points as the networks read them: images in [−1, 1]. */
  toNetwork(x: Tensor): Tensor;
  /** The last step of a generator, onto that range. */
  squash(output: Tensor): Tensor;
  /** The points that networks would read as `values`; those of images are not rounded. */
  toData(values: Tensor): Tensor;
  /** Points as data have them: pixels are whole numbers. */
  rounded(x: Tensor): Tensor;
}

const same = (x: Tensor): Tensor => x;

/** Radford et al. 2016, section 3, for images. Other data stay as they are. */
export function pointScaleOf({ bits }: Pick<ModelPlan, 'bits'>): PointScale {
  if (bits === undefined) return { toNetwork: same, squash: same, toData: same, rounded: same };
  const half = (2 ** bits - 1) / 2;
  return {
    toNetwork: (x) => add(mul(x, scalar(1 / half)), scalar(-1)),
    squash: tanh,
    toData: (values) => mul(add(values, scalar(1)), scalar(half)),
    rounded: (x) => floor(add(x, scalar(0.5))),
  };
}
