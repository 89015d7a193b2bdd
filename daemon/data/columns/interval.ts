import { add, mul, neg, sub } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { clamp, greater, where } from '../../tensor/ops/select.ts';
import { abs, log, sigmoid } from '../../tensor/ops/unary.ts';
import { ALPHA, type Domain, defineStep, type FittedStep } from './define-step.ts';
import { scaled } from './short.ts';

/** Slope of ½ + (1 − 2α)·v: v reaches from −½ to ½, because float32 has as many digits at one bound as at the other. */
const INNER = 1 - 2 * ALPHA;
/** Rounding to float32 must not take a value at a bound beyond it. */
const EDGE = 0.5 * (1 + 2 ** -22);

/** Both bounds: z = logit(α + (1 − 2α)u) with u = (x − low)/(high − low) (Dinh, Sohl-Dickstein, Bengio 2017, section 4.1). */
export const interval = defineStep({
  type: 'interval',
  describe: (step) => `logit(α + (1 − 2α)u), u = ${scaled(boundsOf(step).low, step.scale)}, α = ${ALPHA}`,
  domain: (step) => boundsOf(step),
  forward(v) {
    const inside = INNER * Math.max(-0.5, Math.min(0.5, v));
    return Math.log(0.5 + inside) - Math.log(0.5 - inside);
  },
  inverse: (z) => Math.max(-0.5, Math.min(0.5, Math.tanh(z / 2) / 2 / INNER)),
  logSlope: (v) =>
    Math.abs(v) > EDGE ? -Infinity : Math.log(INNER) - Math.log(0.5 + INNER * v) - Math.log(0.5 - INNER * v),
  forwardGraph(v) {
    const scaled = mul(clamp(v, -0.5, 0.5), scalar(INNER));
    const [above, below] = [log(add(scaled, scalar(0.5))), log(sub(scalar(0.5), scaled))];
    const inside = neg(add(above, add(below, scalar(-Math.log(INNER)))));
    return { value: sub(above, below), logSlope: where(greater(abs(v), scalar(EDGE)), scalar(-Infinity), inside) };
  },
  inverseGraph: (z) => clamp(mul(sub(sigmoid(z), scalar(0.5)), scalar(1 / INNER)), -0.5, 0.5),
});

/** As given: the middle and half of the width, as float64, may miss them by a rounding error. */
function boundsOf({ table }: FittedStep): Domain {
  const [low, high] = table![0]!;
  return { low: low!, high: high! };
}

export function intervalStep(low: number, high: number): FittedStep {
  return {
    stage: 'bounds',
    type: interval.type,
    center: low + (high - low) / 2,
    scale: high - low,
    table: [[low, high]],
  };
}
