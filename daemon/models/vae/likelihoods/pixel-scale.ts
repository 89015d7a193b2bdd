/** Images of whole numbers 0 … 2^bits − 1 as networks see them: the middle of each gray level, in (−1, 1). */
import { add, mul, sub } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { clamp } from '../../../tensor/ops/select.ts';
import { floor } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/** Integers, or integers plus noise in [0, 1) less ½, to (−1, 1). */
export function toUnit(x: Tensor, bits: number): Tensor {
  return sub(mul(add(x, scalar(0.5)), scalar(2 / 2 ** bits)), scalar(1));
}

/** Undoes `toUnit`; values between and beyond the gray levels stay so. */
export function fromUnit(v: Tensor, bits: number): Tensor {
  return sub(mul(add(v, scalar(1)), scalar(2 ** bits / 2)), scalar(0.5));
}

/** The nearest gray levels. */
export function toLevels(x: Tensor, bits: number): Tensor {
  return clamp(floor(add(x, scalar(0.5))), 0, 2 ** bits - 1);
}
