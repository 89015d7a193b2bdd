import type { Tensor } from '../tensor.ts';
import { div, mul, neg, square, sub } from './arithmetic.ts';
import { scalar } from './leaf.ts';
import { applyUnary, sameAs, unary } from './unary-rule.ts';

export const expOp = unary({ name: 'exp', f: Math.exp, gradient: (_x, y, dy) => mul(dy, y), onnx: sameAs('Exp') });
export const logOp = unary({ name: 'log', f: Math.log, gradient: (x, _y, dy) => div(dy, x), onnx: sameAs('Log') });
export const sqrtOp = unary({
  name: 'sqrt',
  f: Math.sqrt,
  gradient: (_x, y, dy) => div(mul(dy, scalar(0.5)), y),
  onnx: sameAs('Sqrt'),
});
export const reciprocalOp = unary({
  name: 'reciprocal',
  f: (x) => 1 / x,
  gradient: (_x, y, dy) => neg(mul(dy, square(y))),
  onnx: sameAs('Reciprocal'),
});
export const tanhOp = unary({
  name: 'tanh',
  f: Math.tanh,
  gradient: (_x, y, dy) => mul(dy, sub(scalar(1), square(y))),
  onnx: sameAs('Tanh'),
});
export const sigmoidOp = unary({
  name: 'sigmoid',
  f: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  gradient: (_x, y, dy) => mul(dy, mul(y, sub(scalar(1), y))),
  onnx: sameAs('Sigmoid'),
});
/** The derivative at 0 is 0. */
export const reluOp = unary({
  name: 'relu',
  f: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  gradient: (_x, y, dy) => mul(dy, step(y)),
  onnx: sameAs('Relu'),
});
export const absOp = unary({
  name: 'abs',
  f: Math.abs,
  gradient: (x, _y, dy) => mul(dy, sub(mul(step(x), scalar(2)), scalar(1))),
  onnx: sameAs('Abs'),
});
export const floorOp = unary({ name: 'floor', f: Math.floor, gradient: () => null, onnx: sameAs('Floor') });
export const sinOp = unary({ name: 'sin', f: Math.sin, gradient: (x, _y, dy) => mul(dy, cos(x)), onnx: sameAs('Sin') });
export const cosOp = unary({
  name: 'cos',
  f: Math.cos,
  gradient: (x, _y, dy) => neg(mul(dy, sin(x))),
  onnx: sameAs('Cos'),
});
/** 1 if x > 0, else 0. A steep HardSigmoid is twice as fast as Greater + Cast. */
export const stepOp = unary({
  name: 'step',
  f: (x) => (x > 0 ? 1 : 0),
  gradient: () => null,
  onnx: (scope, x) => scope.node('HardSigmoid', [x], { alpha: { float: 1e30 }, beta: { float: 0 } }),
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
