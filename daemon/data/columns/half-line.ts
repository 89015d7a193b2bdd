import { add, mul, neg, sub } from '../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { greaterEqual, maximum, where } from '../../tensor/ops/select.ts';
import { exp, log } from '../../tensor/ops/unary.ts';
import { ALPHA, defineStep, type FittedStep } from './define-step.ts';
import { meanOf, type Weighted } from './location-scale.ts';
import { shifted, short } from './short.ts';

const sign = ({ scale }: FittedStep) => Math.sign(scale);
const logScale = ({ scale }: FittedStep) => Math.log(Math.abs(scale));
const row = (steps: readonly FittedStep[], of: (step: FittedStep) => number) => constant(steps.map(of), [steps.length]);

/**
 * One bound: z = log(x − low + α·s), or mirrored −log(high − x + α·s), where s is the mean distance of the training rows from
 * the bound: v is the distance divided by s.
 */
export const halfLine = defineStep({
  type: 'half-line',
  describe: (step) =>
    step.scale > 0
      ? `ln(${shifted(step.center)} + ${short(ALPHA * step.scale)})`
      : `−ln(${short(step.center)} − x + ${short(-ALPHA * step.scale)})`,
  domain: ({ center, scale }) => (scale > 0 ? { low: center, high: Infinity } : { low: -Infinity, high: center }),
  forward: (v, step) => sign(step) * (Math.log(Math.max(0, v) + ALPHA) + logScale(step)),
  inverse: (z, step) => Math.max(0, Math.exp(sign(step) * z - logScale(step)) - ALPHA),
  logSlope: (v) => (v < 0 ? -Infinity : -Math.log(v + ALPHA)),
  forwardGraph(v, steps) {
    const distance = log(add(maximum(v, scalar(0)), scalar(ALPHA)));
    return {
      value: mul(add(distance, row(steps, logScale)), row(steps, sign)),
      logSlope: where(greaterEqual(v, scalar(0)), neg(distance), scalar(-Infinity)),
    };
  },
  inverseGraph: (z, steps) =>
    maximum(sub(exp(sub(mul(z, row(steps, sign)), row(steps, logScale))), scalar(ALPHA)), scalar(0)),
});

/** @returns null if all values are at the bound */
export function fitHalfLine(sample: Weighted, bound: number, side: 'low' | 'high'): FittedStep | null {
  const distance = Math.abs(meanOf(sample, (value) => value - bound));
  if (!(distance > 0)) return null;
  return { stage: 'bounds', type: halfLine.type, center: bound, scale: side === 'low' ? distance : -distance };
}
