import { neg } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { greater, maximum, where } from '../../tensor/ops/select.ts';
import { exp, log } from '../../tensor/ops/unary.ts';
import { defineStep, type FittedStep } from './define-step.ts';

/** The smallest normal float32. */
const TINY = 2 ** -126;

/** z = ln x, for x > 0. */
export const logarithm = defineStep({
  type: 'log',
  describe: () => 'ln x',
  support: { low: 0, high: Infinity },
  forward: (v) => Math.log(Math.max(v, TINY)),
  inverse: (z) => Math.exp(z),
  logSlope: (v) => (v > 0 ? -Math.log(v) : -Infinity),
  forwardGraph(v) {
    const value = log(maximum(v, scalar(TINY)));
    return { value, logSlope: where(greater(v, scalar(0)), neg(value), scalar(-Infinity)) };
  },
  inverseGraph: (z) => exp(z),
});

export function logStep(): FittedStep {
  return { stage: 'transform', type: logarithm.type, center: 0, scale: 1 };
}
