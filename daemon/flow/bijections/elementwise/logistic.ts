/** The logistic function σ and its inverse, in forms that are accurate in float32. */
import { add, mul, neg, sub } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { abs, exp, log } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/** A float32 above 0 whose logarithm is finite. */
export const SMALLEST_SHARE = 1e-37;
/** The largest float32 below 1. */
export const LARGEST_SHARE = 1 - 2 ** -24;

/** ln y − ln(1 − y) and the logarithm of its derivative, −ln y − ln(1 − y), elementwise; 0 < y < 1. */
export function logitOf(y: Tensor): { readonly value: Tensor; readonly logDerivative: Tensor } {
  const [logY, logRest] = [log(y), log(sub(scalar(1), y))];
  return { value: sub(logY, logRest), logDerivative: neg(add(logY, logRest)) };
}

/** ln σ′(x) = −softplus(x) − softplus(−x) = −|x| − 2 ln(1 + e^−|x|): accurate in both tails, one logarithm. */
export function logisticLogDerivative(x: Tensor): Tensor {
  const magnitude = abs(x);
  return neg(add(magnitude, mul(log(add(exp(neg(magnitude)), scalar(1))), scalar(2))));
}
