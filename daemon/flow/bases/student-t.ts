import * as z from 'zod';
import { logNormalCdf, lowerQuantile } from '../../statistics/normal-distribution.ts';
import { logStudentTail, lowerStudentQuantile } from '../../statistics/student-t.ts';
import { add, div, mul, neg, reshape, square, sub } from '../../tensor/ops/arithmetic.ts';
import { split } from '../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { clamp, greater, maximum, minimum, where } from '../../tensor/ops/select.ts';
import { abs, cos, exp, log, reciprocal, sqrt } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sumPerSample } from '../bijections/sum-per-sample.ts';
import type { BaseDistribution, Scope, Site } from '../definition.ts';
import { REAL_LINE } from '../intervals.ts';
import { defineBase } from './define-base.ts';

/** Of ν while it is learned. */
const RANGE = { low: 0.1, high: 1e6 };

export const studentTSchema = z.strictObject({
  degreesOfFreedom: z
    .number()
    .gt(0)
    .max(RANGE.high)
    .default(5)
    .describe('ν: the smaller, the heavier the tails; the larger, the closer to a normal.'),
  trainable: z
    .boolean()
    .default(false)
    .describe('Whether ν is learned, starting from the value given here: one for each dimension or channel.'),
});

type Config = z.infer<typeof studentTSchema>;

export const studentT = defineBase<Config>({
  type: 'student-t',
  documentation: {
    summary: 'Student’s t, independent in every dimension: heavy tails, so single far rows pull the flow less.',
    formula: 'π(z) = Π Γ((ν+1)/2)/(Γ(ν/2)·√(νπ))·(1 + z_d²/ν)^(−(ν+1)/2)',
    logDet: null,
    reference: 'Alexanderson, Henter: Robust model training and generalisation with Studentising flows (2020)',
  },
  schema: studentTSchema,
  longTails: true,
  support: () => REAL_LINE,
  normalScores({ degreesOfFreedom, trainable }, shape, parameter) {
    const learned = trainable ? parameter(NAME) : null;
    const channels = shape.at(-1)!;
    const degreesAt = (d: number) => (learned === null ? degreesOfFreedom : Math.exp(inRange(learned[d % channels]!)));
    return {
      toScore: (value, d) => -Math.sign(value) * lowerQuantile(logStudentTail(-Math.abs(value), degreesAt(d))),
      fromScore: (u, d) => -Math.sign(u) * lowerStudentQuantile(logNormalCdf(-Math.abs(u)), degreesAt(d)),
    };
  },
  build: buildStudentT,
});

/** Parameter of a learned ν, [dimensions or channels]: ln ν. */
const NAME = 'logDegreesOfFreedom';

function inRange(logDegrees: number): number {
  return Math.min(Math.log(RANGE.high), Math.max(Math.log(RANGE.low), logDegrees));
}

function buildStudentT({ degreesOfFreedom, trainable }: Config, { inputShape }: Site): BaseDistribution {
  const size = inputShape.at(-1)!;
  const initialize = () => new Float32Array(size).fill(Math.log(degreesOfFreedom));
  const degrees = (scope: Scope): Tensor =>
    trainable
      ? exp(clamp(scope.parameter(NAME), Math.log(RANGE.low), Math.log(RANGE.high)))
      : constant([degreesOfFreedom], [1]);
  return {
    parameters: trainable
      ? [{ name: NAME, shape: [size], trainable: true, dtype: 'float', decay: false, initialize }]
      : [],
    noise: 'uniform',
    draws: 2,
    logProb(latent, scope) {
      const nu = degrees(scope);
      const half = mul(nu, scalar(0.5));
      const front = sub(logGammaRatio(half), mul(log(mul(nu, scalar(Math.PI))), scalar(0.5)));
      const tail = mul(add(half, scalar(0.5)), log1p(div(square(limited(latent)), nu)));
      return sumPerSample(sub(front, tail));
    },
    sample(noise, temperature, scope) {
      const [radius, angle] = split(noise, [1, 1], 1).map((part) => reshape(part, [noise.shape[0]!, ...inputShape]));
      return mul(polar(radius!, angle!, degrees(scope)), temperature);
    },
  };
}

/** Its square is a float32. */
const FARTHEST = 1e18;

function limited(x: Tensor): Tensor {
  return clamp(x, -FARTHEST, FARTHEST);
}

/** Host noise is a multiple of 2⁻²⁴ and may be 0, which is replaced by half a step. */
const SMALLEST_NOISE = 2 ** -25;
/** e^40 is far, and its square is a float32. */
const FARTHEST_LOG = 40;

/**
 * t = √(ν·(u^(−2/ν) − 1))·cos 2πv of two uniform numbers (Bailey: Polar generation of random variates with the
 * t-distribution, 1994). With w = −(2/ν)·ln u, √(e^w − 1) = e^(w/2)·√(1 − e^(−w)), which neither overflows nor cancels.
 */
function polar(u: Tensor, v: Tensor, nu: Tensor): Tensor {
  const halfW = minimum(div(neg(log(maximum(u, scalar(SMALLEST_NOISE)))), nu), scalar(FARTHEST_LOG));
  const radius = mul(exp(halfW), sqrt(oneMinusExp(mul(halfW, scalar(2)))));
  return mul(mul(radius, sqrt(nu)), cos(mul(v, scalar(2 * Math.PI))));
}

/** 1 − e^(−w), w ≥ 0: its Taylor series where the difference would cancel. The floor keeps the gradient of a root finite. */
function oneMinusExp(w: Tensor): Tensor {
  const small = minimum(w, scalar(SMALL));
  const series = [7, 6, 5, 4, 3, 2].reduce<Tensor>(
    (inner, k) => sub(scalar(1), mul(mul(small, scalar(1 / k)), inner)),
    scalar(1),
  );
  const value = where(greater(w, scalar(SMALL)), sub(scalar(1), exp(neg(w))), mul(small, series));
  return maximum(value, scalar(1e-30));
}

const SMALL = 0.25;

/** ln(1 + x), x ≥ 0: 2·artanh(x/(2 + x)) as a series where 1 + x would round. */
function log1p(x: Tensor): Tensor {
  const small = minimum(x, scalar(SMALL));
  const y = div(small, add(small, scalar(2)));
  const squared = square(y);
  const series = [9, 7, 5, 3].reduce<Tensor>(
    (inner, k) => add(scalar(1 / (k - 2)), mul(squared, inner)),
    scalar(1 / 11),
  );
  return where(greater(x, scalar(SMALL)), log(add(abs(x), scalar(1))), mul(mul(y, series), scalar(2)));
}

/** Number of times that the argument is raised by 1, to where the series below is exact to 1e-11. */
const RAISED = 8;

/**
 * ln Γ(a + ½) − ln Γ(a), a > 0: the difference of two large numbers in one series (DLMF 5.11.13) at a + 8, and
 * Γ(a + ½)/Γ(a) = Γ(a + 1½)/Γ(a + 1)·a/(a + ½).
 */
function logGammaRatio(a: Tensor): Tensor {
  const far = add(a, scalar(RAISED));
  const r = reciprocal(far);
  const r2 = square(r);
  const series = [17 / 14336, -1 / 640, 1 / 192, -1 / 8].reduce<Tensor>(
    (inner, c) => add(scalar(c), mul(r2, inner)),
    scalar(0),
  );
  const raised = add(mul(log(far), scalar(0.5)), mul(r, series));
  return Array.from({ length: RAISED }, (_, k) => add(a, scalar(k))).reduce<Tensor>(
    (sum, at) => sub(sum, log1p(mul(reciprocal(at), scalar(0.5)))),
    raised,
  );
}
