/** Functions composed of the operations, in forms that are cheap and accurate in float32. */
import type { Tensor } from '../tensor.ts';
import { add, div, mul, neg, sub, sum } from './arithmetic.ts';
import { scalar } from './leaf.ts';
import { max } from './max.ts';
import { minimum } from './select.ts';
import { abs, exp, log, sigmoid, softplus } from './unary.ts';

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

/**
 * σ(x) = e^min(x, 0) / (1 + e^−|x|), accurate in the left tail too: the runtimes' own σ stops at e^−18, and log-odds
 * computed from it would be arbitrarily wrong.
 */
export function logistic(x: Tensor): Tensor {
  // At 0, both parts have the derivative of their left side.
  return div(exp(minimum(scalar(0), x)), add(exp(neg(abs(x))), scalar(1)));
}

/** x·σ(x). */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
