import { add, mul, neg } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { abs, exp, log } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** ln σ′(x) = −softplus(x) − softplus(−x) = −|x| − 2 ln(1 + e^−|x|): accurate in both tails, one logarithm. */
export function logisticLogDerivative(x: Tensor): Tensor {
  const magnitude = abs(x);
  return neg(add(magnitude, mul(log(add(exp(neg(magnitude)), scalar(1))), scalar(2))));
}
