import { add, div, mul, sub } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { greater, maximum, minimum, where } from '../../../tensor/ops/select.ts';
import { stopGradient } from '../../../tensor/ops/stop-gradient.ts';
import { abs, tanh } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/**
 * Steps of Newton's method before the last one. For 12 digits, equations with slopes from 0.001 to 1000 take at most 9, and
 * each factor of 10 above takes 2 more.
 */
const STEPS = 16;

/** The derivative of v + (slope − 1)·tanh v, from t = tanh v: a sum of terms that are not negative. */
export function tanhSlope(t: Tensor, slope: Tensor): Tensor {
  return add(slope, mul(mul(t, t), sub(scalar(1), slope)));
}

/**
 * v with v + (slope − 1)·tanh v = y, for y [B, 1] and slope > 0, the derivative at 0, [B, 1] or [1, 1].
 *
 * The left side is odd. On the side of y it is concave (slope > 1) or convex, and the start is where its tangent at 0 or
 * its asymptote has the value y, the one that is closer. So all steps of Newton's method stay on one side of the root and
 * approach it: no bracket is needed. Gradients are those of the implicit function.
 */
export function tanhRoot(y: Tensor, slope: Tensor): Tensor {
  const [target, start] = [stopGradient(y), stopGradient(slope)];
  const size = abs(target);
  const [tangent, asymptote] = [div(size, start), sub(size, sub(start, scalar(1)))];
  const first = where(greater(start, scalar(1)), maximum(tangent, asymptote), minimum(tangent, asymptote));
  const sign = sub(mul(greater(target, scalar(0)), scalar(2)), scalar(1));
  const { carry } = scan({
    init: [mul(first, sign)],
    scanned: [],
    invariant: [target, start],
    length: STEPS,
    body: ([v], _slices, [goal, rate]) => ({ carry: [newton(v!, goal!, rate!)], outputs: [] }),
  });
  return newton(carry[0]!, y, slope);
}

function newton(v: Tensor, y: Tensor, slope: Tensor): Tensor {
  const t = tanh(v);
  const miss = sub(add(v, mul(sub(slope, scalar(1)), t)), y);
  return sub(v, div(miss, tanhSlope(t, slope)));
}
