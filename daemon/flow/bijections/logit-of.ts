import { add, neg, sub } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { log } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** A float32 above 0 whose logarithm is finite. */
export const SMALLEST_SHARE = 1e-37;
/** The largest float32 below 1. */
export const LARGEST_SHARE = 1 - 2 ** -24;

/** ln y − ln(1 − y) and the logarithm of its derivative, −ln y − ln(1 − y), elementwise; 0 < y < 1. */
export function logitOf(y: Tensor): { readonly value: Tensor; readonly logDerivative: Tensor } {
  const [logY, logRest] = [log(y), log(sub(scalar(1), y))];
  return { value: sub(logY, logRest), logDerivative: neg(add(logY, logRest)) };
}
