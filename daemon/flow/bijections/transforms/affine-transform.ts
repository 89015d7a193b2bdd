import { add, mul, neg, sub } from '../../../tensor/ops/arithmetic.ts';
import { logSigmoid } from '../../../tensor/ops/composite.ts';
import { split } from '../../../tensor/ops/concat-split.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { maximum } from '../../../tensor/ops/select.ts';
import { exp, tanh } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { ConditionedTransform } from './conditioned-transform.ts';

export interface ScaleConfig {
  readonly scale: 'tanh' | 'sigmoid';
  readonly scaleBound: number;
}

/**
 * About ln 2^-23: below it x·exp(s) is lost in the float32 rounding of a shift of size 1, and the inverse amplifies
 * that rounding until it is infinite.
 */
const LEAST_LOG_SCALE = -16;

/** Log-scale s from the network's output a: tanh: s = c·tanh(a/c), |s| < c; sigmoid: s = ln σ(a + 2), −16 ≤ s < 0. */
export function logScale({ scale, scaleBound }: ScaleConfig, a: Tensor): Tensor {
  if (scale === 'sigmoid') return maximum(logSigmoid(add(a, scalar(2))), scalar(LEAST_LOG_SCALE));
  return mul(tanh(mul(a, scalar(1 / scaleBound))), scalar(scaleBound));
}

/** z = x·exp(s) + t; parameters [B, …, 2n]: a for every coordinate, then t. */
export function affineTransform(config: ScaleConfig): ConditionedTransform {
  const read = (x: Tensor, parameters: Tensor) => {
    const n = x.shape.at(-1)!;
    const [a, t] = split(parameters, [n, n], -1);
    return { s: logScale(config, a!), t: t! };
  };
  return {
    outputSize: (n) => 2 * n,
    forward(x, parameters) {
      const { s, t } = read(x, parameters);
      return { value: add(mul(x, exp(s)), t), logDerivative: s };
    },
    inverse(z, parameters) {
      const { s, t } = read(z, parameters);
      return { value: mul(sub(z, t), exp(neg(s))), logDerivative: neg(s) };
    },
  };
}

/** z = x + t; parameters [B, …, n]: t. */
export const additiveTransform: ConditionedTransform = {
  outputSize: (n) => n,
  forward: (x, t) => ({ value: add(x, t), logDerivative: null }),
  inverse: (z, t) => ({ value: sub(z, t), logDerivative: null }),
};
