/**
 * The logit of the CDF of a mixture of logistics, plus a small multiple of x, followed by a scale and a shift (Flow++,
 * Ho et al. 2019, eq. 15–17, without the multiple). Its inverse has no formula: the root is bracketed and found by a
 * fixed number of steps.
 */
import { add, div, mul, neg, reshape, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { logSigmoid, logSumExp } from '../../../tensor/ops/composite.ts';
import { split } from '../../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { max } from '../../../tensor/ops/max.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { greater, greaterEqual, where } from '../../../tensor/ops/select.ts';
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

/** Bound of |mean| at the start. Equal components would have equal gradients, and never separate. */
const SPREAD = 0.7;
const LOGISTIC_VARIANCE = Math.PI ** 2 / 3;
/** Largest |log-scale| of a component. Beyond it, its density is a step or a constant in float32. */
const LARGEST_LOG_SCALE = 7;
/** Largest |logit| of a weight. A component with a weight of e^−60 matters only in the tails of all others. */
const LARGEST_LOGIT = 30;
/** Largest |mean|. Far from it a coordinate meets the tails only, and a larger mean has too few digits in float32. */
const LARGEST_MEAN = 100;
/**
 * ε: share of x itself in the result, and so about the smallest slope. Between two components far apart, the mixture's
 * own slope is e^−u, u up to 10⁵: all x there would have one z in float32, from which the inverse could not find x or
 * the slope.
 */
const LEAST_SLOPE = 1e-3;
/**
 * Steps of the root search, before a last step of Newton’s method. Each halves the bracket or the step. Random mixtures,
 * up to the bounds, need 2 to 8 for 12 digits as a rule and up to 32 at worst; 28 suffice for the 7 digits of float32.
 */
const SEARCH_STEPS = 30;

/** A mixture for each of R coordinates. Entries are [R, K]. */
interface Mixture {
  /** ln of the weights, which add up to 1. */
  readonly logWeights: Tensor;
  readonly means: Tensor;
  /** 1/scale. */
  readonly rates: Tensor;
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
      const { value, slope } = curve({ x: column(x), rest: null }, mixture);
      return {
        value: reshape(add(mul(value, exp(s)), t), x.shape),
        logDerivative: reshape(add(log(slope), s), x.shape),
      };
    },
    inverse(z, parameters) {
      const { mixture, s, t } = read(parameters);
      const root = solve(mul(sub(column(z), t), exp(neg(s))), mixture);
      const { slope } = curve(root, mixture);
      return {
        value: reshape(sub(root.x, root.rest), z.shape),
        logDerivative: reshape(neg(add(log(slope), s)), z.shape),
      };
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
  const logScales = add(bounded(scales, LARGEST_LOG_SCALE), scalar(Math.log1p(-variance / LOGISTIC_VARIANCE) / 2));
  const mixture: Mixture = {
    logWeights: sub(logits, logSumExp(logits, 1, true)),
    means: add(bounded(means, LARGEST_MEAN), constant(starts, [components])),
    rates: exp(neg(logScales)),
  };
  return { mixture, s: logScale({ scale: 'tanh', scaleBound }, a), t };
}

function bounded(x: Tensor, bound: number): Tensor {
  return mul(tanh(mul(x, scalar(1 / bound))), scalar(bound));
}

/** Represents x − rest, [R, 1], with more digits than a float32 has; null is 0. */
interface Point<Rest extends Tensor | null = Tensor | null> {
  readonly x: Tensor;
  readonly rest: Rest;
}

/**
 * y = (1 − ε)·(ln F(x) − ln(1 − F(x))) + εx and its derivative, [R, 1]; both ends of F keep their digits. The derivative
 * of the log-odds is f/F + f/(1 − F), each a weighted mean of the components' own: ln f − ln F − ln(1 − F) would
 * cancel far out.
 */
function curve({ x, rest }: Point, { logWeights, means, rates }: Mixture): { value: Tensor; slope: Tensor } {
  const distance = sub(x, means);
  const u = mul(rest ? sub(distance, rest) : distance, rates);
  const below = logSigmoid(u);
  const above = logSigmoid(neg(u));
  const left = weighted(add(logWeights, below), mul(exp(above), rates));
  const right = weighted(add(logWeights, above), mul(exp(below), rates));
  return {
    value: add(
      mul(sub(left.logTotal, right.logTotal), scalar(1 - LEAST_SLOPE)),
      mul(rest ? sub(x, rest) : x, scalar(LEAST_SLOPE)),
    ),
    slope: add(mul(add(left.mean, right.mean), scalar(1 - LEAST_SLOPE)), scalar(LEAST_SLOPE)),
  };
}

/** ln Σ eᵃ over the components, and the mean of `values` with weights eᵃ, [R, 1]. */
function weighted(a: Tensor, values: Tensor): { logTotal: Tensor; mean: Tensor } {
  const peak = stopGradient(max(a, 1, true));
  const parts = exp(sub(a, peak));
  const total = sum(parts, [1], true);
  return { logTotal: add(log(total), peak), mean: div(sum(mul(parts, values), [1], true), total) };
}

/**
 * The point whose value is y. F is an average of the components' CDFs, so x is between the points where single
 * components have the value y. In a component of scale e^−7 near 100, the slope differs by up to 1 % between
 * neighboring float32 numbers, so it is computed with `rest`. Gradients are those of the implicit function:
 * dx = (dy − ∂ value)/slope.
 */
function solve(y: Tensor, mixture: Mixture): Point<Tensor> {
  const { means, rates } = mixture;
  const share = scalar(1 - LEAST_SLOPE);
  const single = stopGradient(div(add(y, mul(mul(means, rates), share)), add(mul(rates, share), scalar(LEAST_SLOPE))));
  const [low, high] = [neg(max(neg(single), 1, true)), max(single, 1, true)];
  const { carry } = scan({
    init: [mul(add(low, high), scalar(0.5)), low, high, sub(high, low)],
    scanned: [],
    invariant: [y, mixture.logWeights, means, rates].map(stopGradient),
    length: SEARCH_STEPS,
    body: ([x, from, to, lastStep], _slices, [target, weights, centres, inverseScales]) => ({
      carry: searchStep({ x: x!, from: from!, to: to!, lastStep: lastStep! }, target!, {
        logWeights: weights!,
        means: centres!,
        rates: inverseScales!,
      }),
      outputs: [],
    }),
  });
  const x = carry[0]!;
  const { value, slope } = curve({ x, rest: null }, mixture);
  return { x, rest: div(sub(value, y), slope) };
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
  const { value, slope } = curve({ x, rest: null }, mixture);
  const beyond = greater(value, y);
  const [low, high] = [where(beyond, from, x), where(beyond, x, to)];
  const step = div(sub(value, y), slope);
  const newton = sub(x, step);
  const inside = mul(greaterEqual(newton, low), greaterEqual(high, newton));
  const shrinks = greaterEqual(mul(lastStep, scalar(0.5)), abs(step));
  const next = where(mul(inside, shrinks), newton, mul(add(low, high), scalar(0.5)));
  return [next, low, high, abs(sub(next, x))];
}
