import type { Tensor } from '../tensor.ts';
import { div, mul, neg, square, sub } from './arithmetic.ts';
import { scalar } from './leaf.ts';
import { applyUnary, unary } from './unary-rule.ts';

export const expOp = unary({ name: 'exp', f: Math.exp, gradient: (_x, y, dy) => mul(dy, y) });
export const logOp = unary({ name: 'log', f: Math.log, gradient: (x, _y, dy) => div(dy, x) });
export const sqrtOp = unary({
  name: 'sqrt',
  f: Math.sqrt,
  gradient: (_x, y, dy) => div(mul(dy, scalar(0.5)), y),
});
export const reciprocalOp = unary({
  name: 'reciprocal',
  f: (x) => 1 / x,
  gradient: (_x, y, dy) => neg(mul(dy, square(y))),
});
export const tanhOp = unary({
  name: 'tanh',
  f: Math.tanh,
  gradient: (_x, y, dy) => mul(dy, sub(scalar(1), square(y))),
});
export const sigmoidOp = unary({
  name: 'sigmoid',
  f: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  gradient: (_x, y, dy) => mul(dy, mul(y, sub(scalar(1), y))),
});
/** The derivative at 0 is 0. */
export const reluOp = unary({
  name: 'relu',
  f: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  gradient: (_x, y, dy) => mul(dy, step(y)),
});
export const absOp = unary({
  name: 'abs',
  f: Math.abs,
  gradient: (x, _y, dy) => mul(dy, sub(mul(step(x), scalar(2)), scalar(1))),
});
export const floorOp = unary({ name: 'floor', f: Math.floor, gradient: () => null });
export const sinOp = unary({ name: 'sin', f: Math.sin, gradient: (x, _y, dy) => mul(dy, cos(x)) });
export const cosOp = unary({
  name: 'cos',
  f: Math.cos,
  gradient: (x, _y, dy) => neg(mul(dy, sin(x))),
});
/** 1 if x > 0, else 0. */
export const stepOp = unary({
  name: 'step',
  f: (x) => (x > 0 ? 1 : 0),
  gradient: () => null,
});
/** ln(1 + eˣ) = relu(x) + ln(1 + e^−|x|), which does not overflow. */
export const softplusOp = unary({
  name: 'softplus',
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (x, _y, dy) => mul(dy, sigmoid(x)),
});

export const exp = (x: Tensor): Tensor => applyUnary(expOp, x);
export const log = (x: Tensor): Tensor => applyUnary(logOp, x);
export const sqrt = (x: Tensor): Tensor => applyUnary(sqrtOp, x);
export const reciprocal = (x: Tensor): Tensor => applyUnary(reciprocalOp, x);
export const tanh = (x: Tensor): Tensor => applyUnary(tanhOp, x);
export const sigmoid = (x: Tensor): Tensor => applyUnary(sigmoidOp, x);
export const relu = (x: Tensor): Tensor => applyUnary(reluOp, x);
export const abs = (x: Tensor): Tensor => applyUnary(absOp, x);
export const floor = (x: Tensor): Tensor => applyUnary(floorOp, x);
export const sin = (x: Tensor): Tensor => applyUnary(sinOp, x);
export const cos = (x: Tensor): Tensor => applyUnary(cosOp, x);
export const step = (x: Tensor): Tensor => applyUnary(stepOp, x);
export const softplus = (x: Tensor): Tensor => applyUnary(softplusOp, x);
