/** Functions made of the operations, in the forms that are cheap and accurate in float32. */
import type { Tensor } from '../tensor.ts';
import { add, mul, neg, sub, sum } from './arithmetic.ts';
import { max } from './max.ts';
import { softplus } from './softplus.ts';
import { exp, log, sigmoid } from './unary.ts';

/** ln Σ eˣ along `axis`. */
export function logSumExp(x: Tensor, axis: number, keepDims = false): Tensor {
  const peak = max(x, axis, true);
  const total = add(log(sum(exp(sub(x, peak)), [axis], true)), peak);
  return keepDims ? total : sum(total, [axis]);
}

/** ln σ(x), accurate in both tails. */
export function logSigmoid(x: Tensor): Tensor {
  return neg(softplus(neg(x)));
}

/** x·σ(x). */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
