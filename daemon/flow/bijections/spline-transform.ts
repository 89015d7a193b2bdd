/**
 * Monotone rational-quadratic splines (Gregory, Delbourgo 1982; Durkan et al. 2019, eq. 4–8) on [−B, B]. The bin of
 * each coordinate is found and read off by matrix products with constants: gathers would cost more than twice as much.
 */
import { add, div, mean, mul, neg, reshape, square, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { concat, split } from '../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { linear, matmul } from '../../tensor/ops/matmul.ts';
import { clamp, greater, greaterEqual, maximum, where } from '../../tensor/ops/select.ts';
import { slice } from '../../tensor/ops/slice.ts';
import { softmax } from '../../tensor/ops/softmax.ts';
import { softplus } from '../../tensor/ops/softplus.ts';
import { abs, floor, log, reciprocal, sqrt } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Transformed } from '../definition.ts';
import type { ConditionedTransform } from './coupling.ts';
import type { SplineConfig } from './layer-keys.ts';
import type { Matrix } from './spline-tables.ts';
import { blockSumMatrix, derivativeCount, KNOT_BLOCK, oneHotMatrix, tableMatrix } from './spline-tables.ts';

/** One bin per coordinate; every quantity is [R, 1]. */
interface Bin {
  readonly left: Tensor;
  readonly bottom: Tensor;
  /** Between its knots. */
  readonly width: Tensor;
  readonly height: Tensor;
  /** s = height / width. */
  readonly slope: Tensor;
  /** δ₀, at the left knot. */
  readonly derivative: Tensor;
  /** δ₁ − δ₀. */
  readonly derivativeRise: Tensor;
}

/** Elementwise, [R, 1]. */
interface Bent {
  readonly value: Tensor;
  readonly logDerivative: Tensor;
}

/** Far below the smallest discriminant that the minima allow, but its root has a finite gradient. */
const DISCRIMINANT_FLOOR = 1e-30;

/** Parameters [B, n·P], P = 3K − 1 (linear tails) or 3K (circular): widths, heights, derivatives of each coordinate. */
export function splineTransform(config: SplineConfig): ConditionedTransform {
  const perCoordinate = 2 * config.bins + derivativeCount(config);
  const apply =
    (evaluate: (x: Tensor, bin: Bin) => Bent, axis: 'x' | 'y') =>
    (input: Tensor, parameters: Tensor): Transformed => {
      const rows = input.shape[0]! * input.shape[1]!;
      const x = reshape(input, [rows, 1]);
      const inside = limited(config, x);
      const table = binTable(config, reshape(parameters, [rows, perCoordinate]));
      const { value, logDerivative } = withTails(config, x, evaluate(inside, binOf(config, table, inside, axis)));
      return { value: reshape(value, input.shape), logDet: sum(reshape(logDerivative, input.shape), [1]) };
    };
  return {
    outputSize: (n) => n * perCoordinate,
    forward: apply(splineForward, 'x'),
    inverse: apply(splineInverse, 'y'),
    ...(config.tails === 'linear'
      ? { outsideBound: (x: Tensor) => mean(greater(abs(x), scalar(config.bound)), [1]) }
      : {}),
  };
}

/** Values in [−B, B]: beyond it clamped, or wrapped around. Clamped before the maths, or gradients outside turn NaN. */
function limited({ bound, tails }: SplineConfig, x: Tensor): Tensor {
  if (tails === 'linear') return clamp(x, -bound, bound);
  const period = scalar(2 * bound);
  const wrapped = sub(x, mul(floor(div(add(x, scalar(bound)), period)), period));
  return clamp(wrapped, -bound, bound);
}

/**
 * Linear tails: from ±B on the identity itself, with log-derivative 0. What the spline gives for the clamped value is that
 * only up to rounding, which steep bins amplify.
 */
function withTails({ bound, tails }: SplineConfig, x: Tensor, { value, logDerivative }: Bent): Bent {
  if (tails !== 'linear') return { value, logDerivative };
  const outside = greaterEqual(abs(x), scalar(bound));
  return { value: where(outside, x, value), logDerivative: where(outside, scalar(0), logDerivative) };
}

const asConstant = ({ values, shape }: Matrix) => constant(values, shape);

/** Table [R, 8K] of all bins from the free parameters [R, P]; zeros give the identity. */
function binTable(config: SplineConfig, parameters: Tensor): Tensor {
  const { bins, minDerivative } = config;
  const rows = parameters.shape[0]!;
  const [sizes, slopes] = split(parameters, [2 * bins, derivativeCount(config)], 1);
  const shares = reshape(softmax(reshape(sizes!, [2 * rows, bins])), [rows, 2 * bins]);
  // softplus(offset) = 1 − minDerivative: slope 1 where the parameter is 0.
  const offset = Math.log(Math.expm1(1 - minDerivative));
  const features = concat([shares, softplus(add(slopes!, scalar(offset)))], 1);
  const { matrix, offset: offsets } = tableMatrix(config);
  return linear(features, asConstant(matrix), constant(offsets, [offsets.length]));
}

/** The bin that holds x (or y), [R, 1] each. */
function binOf({ bins }: SplineConfig, table: Tensor, x: Tensor, axis: 'x' | 'y'): Bin {
  const start = KNOT_BLOCK[axis] * bins;
  const reached = greaterEqual(x, slice(table, 1, start, start + bins));
  const chosen = mul(table, matmul(reached, asConstant(oneHotMatrix(bins))));
  const row = matmul(chosen, asConstant(blockSumMatrix(bins)));
  const [from, to, sizes, derivative, derivativeRise] = split(row, [2, 2, 2, 1, 1], 1);
  const [left, bottom] = split(from!, [1, 1], 1);
  const [width, height] = split(sub(to!, from!), [1, 1], 1);
  const [exactWidth, exactHeight] = split(sizes!, [1, 1], 1);
  return {
    left: left!,
    bottom: bottom!,
    width: width!,
    height: height!,
    slope: div(exactHeight!, exactWidth!),
    derivative: derivative!,
    derivativeRise: derivativeRise!,
  };
}

/**
 * Terms that value and derivative share, at ξ ∈ [0, 1] within the bin, with p = ξ(1−ξ), slope s, e = δ₀ − s and
 * c = δ₀ + δ₁ − 2s. Denominator s + cp; derivative s²·(δ₁ξ² + 2sp + δ₀(1−ξ)²)/denominator², where the bracket is
 * δ₀ + (δ₁−δ₀)ξ − cp. Written for few operations: at these sizes each costs its dispatch, gradients included.
 */
function bend({ slope, derivative, derivativeRise }: Bin, xi: Tensor) {
  const excess = sub(derivative, slope);
  const between = sub(xi, square(xi));
  const curved = mul(add(mul(excess, scalar(2)), derivativeRise), between);
  const inverseDenominator = reciprocal(add(slope, curved));
  const bracket = sub(add(derivative, mul(derivativeRise, xi)), curved);
  const logDerivative = log(mul(square(mul(slope, inverseDenominator)), bracket));
  return { excess, between, inverseDenominator, logDerivative };
}

/** y = y₀ + h(sξ² + δ₀p)/(s + cp), with sξ² + δ₀p = sξ + ep. */
function splineForward(x: Tensor, bin: Bin): Bent {
  const xi = div(sub(x, bin.left), bin.width);
  const { excess, between, inverseDenominator, logDerivative } = bend(bin, xi);
  const share = mul(add(mul(bin.slope, xi), mul(excess, between)), inverseDenominator);
  return { value: add(bin.bottom, mul(bin.height, share)), logDerivative };
}

/** ξ = 2c / (−b − √(b² − 4ac)), the root without cancellation. */
function splineInverse(y: Tensor, bin: Bin): Bent {
  const { left, width, bottom, height, derivative, derivativeRise, slope } = bin;
  const excess = sub(derivative, slope);
  const rise = sub(y, bottom);
  const curved = mul(rise, add(mul(excess, scalar(2)), derivativeRise));
  const a = sub(curved, mul(height, excess));
  const b = sub(mul(height, derivative), curved);
  const c = neg(mul(slope, rise));
  const discriminant = maximum(sub(square(b), mul(mul(a, c), scalar(4))), scalar(DISCRIMINANT_FLOOR));
  const xi = clamp(div(mul(c, scalar(-2)), add(b, sqrt(discriminant))), 0, 1);
  return { value: add(mul(xi, width), left), logDerivative: neg(bend(bin, xi).logDerivative) };
}
