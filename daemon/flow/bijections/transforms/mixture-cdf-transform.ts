/**
 * The logit of the CDF of a mixture of logistics, followed by a scale and a shift (Flow++, Ho et al. 2019, eq. 15–17).
 * Its inverse has no formula: the root is bracketed and found by a fixed number of steps.
 */
import { add, mul, neg, reshape, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { logSigmoid, logSumExp } from '../../../tensor/ops/composite.ts';
import { concat, split } from '../../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { max } from '../../../tensor/ops/max.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { greater, greaterEqual, minimum, where } from '../../../tensor/ops/select.ts';
import { stopGradient } from '../../../tensor/ops/stop-gradient.ts';
import { abs, exp, log, tanh } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { logScale } from './affine-transform.ts';
import type { ConditionedTransform } from './conditioned-transform.ts';

export interface MixtureConfig {
  readonly components: number;
  readonly scaleBound: number;
}

/** The start means lie in ± this. Equal components would have equal gradients, and never separate. */
const SPREAD = 0.7;
const LOGISTIC_VARIANCE = Math.PI ** 2 / 3;
/** Largest |log-scale| of a component. Beyond it, its density is a step or a constant in float32. */
const LARGEST_LOG_SCALE = 7;
/** Largest |logit| of a weight. A component with a weight of e^−60 matters only where all others are farther out. */
const LARGEST_LOGIT = 30;
/** Largest |mean|. Far from it a coordinate meets the tails only, and a larger mean has too few digits in float32. */
const LARGEST_MEAN = 100;
/** Steps of the root search. Each halves the bracket or the step of Newton's method: 24 suffice for float32, 40 for float64. */
const SEARCH_STEPS = 48;
/** Largest exponent of a slope's reciprocal, so that its product with 0 is not NaN. */
const LARGEST_EXPONENT = 80;

/** A mixture for each of R coordinates. Entries are [R, K]. */
interface Mixture {
  /** ln of the weights, which add up to 1. */
  readonly logWeights: Tensor;
  readonly means: Tensor;
  readonly logScales: Tensor;
}

/** Parameters [B, …, n·(3K + 2)] of each coordinate: K weights, K means, K log-scales, then a and t of the affine map. */
export function mixtureCdfTransform(config: MixtureConfig): ConditionedTransform {
  const perCoordinate = 3 * config.components + 2;
  const read = (parameters: Tensor) =>
    mixtureOf(config, reshape(parameters, [sizeOf(parameters.shape) / perCoordinate, perCoordinate]));
  const column = (x: Tensor) => reshape(x, [sizeOf(x.shape), 1]);
  return {
    outputSize: (n) => n * perCoordinate,
    forward(x, parameters) {
      const { mixture, s, t } = read(parameters);
      const { value, logDerivative } = logOdds(column(x), mixture);
      return {
        value: reshape(add(mul(value, exp(s)), t), x.shape),
        logDerivative: reshape(add(logDerivative, s), x.shape),
      };
    },
    inverse(z, parameters) {
      const { mixture, s, t } = read(parameters);
      const x = solve(mul(sub(column(z), t), exp(neg(s))), mixture);
      const { logDerivative } = logOdds(x, mixture);
      return { value: reshape(x, z.shape), logDerivative: reshape(neg(add(logDerivative, s)), z.shape) };
    },
  };
}

/** Zeros give components of equal weights with spread means, whose mixture has about the variance of one logistic. */
function mixtureOf({ components, scaleBound }: MixtureConfig, parameters: Tensor) {
  const sizes = [components, components, components, 1, 1];
  const [weights, means, scales, a, t] = split(parameters, sizes, 1) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const starts = Array.from({ length: components }, (_, k) =>
    components === 1 ? 0 : SPREAD * ((2 * k) / (components - 1) - 1),
  );
  const variance = starts.reduce((total, mean) => total + mean ** 2, 0) / components;
  const logits = bounded(weights, LARGEST_LOGIT);
  const mixture: Mixture = {
    logWeights: sub(logits, logSumExp(logits, 1, true)),
    means: add(bounded(means, LARGEST_MEAN), constant(starts, [components])),
    logScales: add(bounded(scales, LARGEST_LOG_SCALE), scalar(Math.log1p(-variance / LOGISTIC_VARIANCE) / 2)),
  };
  return { mixture, s: logScale({ scale: 'tanh', scaleBound }, a), t };
}

function bounded(x: Tensor, bound: number): Tensor {
  return mul(tanh(mul(x, scalar(1 / bound))), scalar(bound));
}

/**
 * ln F(x) − ln(1 − F(x)) and ln of its derivative, for x [R, 1]; both ends of F keep their digits. The derivative is
 * f/F + f/(1 − F), each a weighted mean of the components' own: ln f − ln F − ln(1 − F) would cancel far out.
 */
function logOdds(x: Tensor, { logWeights, means, logScales }: Mixture): { value: Tensor; logDerivative: Tensor } {
  const u = mul(sub(x, means), exp(neg(logScales)));
  const below = logSigmoid(u);
  const above = logSigmoid(neg(u));
  const left = add(logWeights, below);
  const right = add(logWeights, above);
  const slopes = [add(logShares(left), above), add(logShares(right), below)].map((part) => sub(part, logScales));
  return {
    value: sub(logSumExp(left, 1, true), logSumExp(right, 1, true)),
    logDerivative: logSumExp(concat(slopes, 1), 1, true),
  };
}

/** ln of each part's share of Σ eˣ, [R, K]. The largest share has no rounding of its x. */
function logShares(x: Tensor): Tensor {
  const above = sub(x, stopGradient(max(x, 1, true)));
  return sub(above, log(sum(exp(above), [1], true)));
}

/**
 * x [R, 1] whose log-odds are y. F is an average of the components' CDFs, so x is between the points where single
 * components have the log-odds y. Gradients are those of the implicit function: dx = (dy − ∂ log-odds)/slope.
 */
function solve(y: Tensor, mixture: Mixture): Tensor {
  const { logWeights, means, logScales } = mixture;
  const single = stopGradient(add(means, mul(y, exp(logScales))));
  const [low, high] = [neg(max(neg(single), 1, true)), max(single, 1, true)];
  const { carry } = scan({
    init: [mul(add(low, high), scalar(0.5)), low, high, sub(high, low)],
    scanned: [],
    invariant: [stopGradient(y), ...[logWeights, means, logScales].map(stopGradient)],
    length: SEARCH_STEPS,
    body: ([x, from, to, lastStep], _slices, [target, weights, centres, scales]) => ({
      carry: searchStep({ x: x!, from: from!, to: to!, lastStep: lastStep! }, target!, {
        logWeights: weights!,
        means: centres!,
        logScales: scales!,
      }),
      outputs: [],
    }),
  });
  const x = carry[0]!;
  const correction = newtonStep(x, y, mixture);
  // Its value is rounding, its derivatives are those of the root.
  return sub(x, sub(correction, stopGradient(correction)));
}

interface Search {
  readonly x: Tensor;
  /** The bracket. */
  readonly from: Tensor;
  readonly to: Tensor;
  readonly lastStep: Tensor;
}

/** A step of Newton's method if it stays in the bracket and is at most half as long as the last step, else bisection. */
function searchStep({ x, from, to, lastStep }: Search, y: Tensor, mixture: Mixture): readonly Tensor[] {
  const { value } = logOdds(x, mixture);
  const beyond = greater(value, y);
  const [low, high] = [where(beyond, from, x), where(beyond, x, to)];
  const step = newtonStep(x, y, mixture);
  const newton = sub(x, step);
  const inside = mul(greaterEqual(newton, low), greaterEqual(high, newton));
  const shrinks = greaterEqual(mul(lastStep, scalar(0.5)), abs(step));
  const next = where(mul(inside, shrinks), newton, mul(add(low, high), scalar(0.5)));
  return [next, low, high, abs(sub(next, x))];
}

/** (log-odds(x) − y)/slope. */
function newtonStep(x: Tensor, y: Tensor, mixture: Mixture): Tensor {
  const { value, logDerivative } = logOdds(x, mixture);
  return mul(sub(value, y), exp(minimum(neg(logDerivative), scalar(LARGEST_EXPONENT))));
}
