import { add, div, mul, neg, square, sub } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { greaterEqual, maximum, where } from '../../tensor/ops/select.ts';
import { abs, exp, log, reciprocal, sqrt } from '../../tensor/ops/unary.ts';
import { defineStep, type FittedStep } from './define-step.ts';
import type { LocationScale } from './location-scale.ts';
import { scaled } from './short.ts';

/** z = asinh((x − median)/s), s the interquartile range in units of that of the standard normal distribution. */
export const asinh = defineStep({
  type: 'asinh',
  describe: ({ center, scale }) => `asinh(${scaled(center, scale)})`,
  forward: (v) => Math.asinh(v),
  inverse: (z) => Math.sinh(z),
  logSlope: (v) => -Math.log(Math.hypot(1, v)),
  forwardGraph(v) {
    // √(1 + v²) as m·√(1/m² + (v/m)²), because v² may exceed float32.
    const size = abs(v);
    const m = maximum(size, scalar(1));
    const share = div(size, m);
    const root = sqrt(add(square(reciprocal(m)), square(share)));
    const value = add(log(m), log(add(share, root)));
    return {
      value: where(greaterEqual(v, scalar(0)), value, neg(value)),
      logSlope: neg(add(log(m), log(root))),
    };
  },
  inverseGraph: (z) => mul(sub(exp(z), exp(neg(z))), scalar(0.5)),
});

export function asinhStep({ center, scale }: LocationScale): FittedStep {
  return { stage: 'transform', type: asinh.type, center, scale };
}
