/**
 * Monotone rational-quadratic splines (Gregory, Delbourgo 1982; Durkan et al. 2019, eq. 4–8) on [−B, B]. Matrix
 * products with constants find and read each coordinate's bin: gathers would cost more than twice as much.
 */
import { add, broadcastTo, div, mul, neg, reshape, square, sub } from '../../../tensor/ops/arithmetic.ts';
import { concat, slice, split } from '../../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { linear, matmul } from '../../../tensor/ops/matmul.ts';
import { clamp, greater, greaterEqual, maximum, where } from '../../../tensor/ops/select.ts';
import { softmax } from '../../../tensor/ops/softmax.ts';
import { abs, floor, log, reciprocal, softplus, sqrt } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { SplineConfig } from '../layer-keys.ts';
import type { ConditionedTransform, TransformedElements } from './conditioned-transform.ts';
import type { Matrix } from './spline-tables.ts';
import { BLOCKS, blockSumMatrix, derivativeCount, KNOT_BLOCK, oneHotMatrix, tableMatrix } from './spline-tables.ts';

/** One bin per coordinate; every quantity is [R, 1]. */
interface Bin {
  readonly left: Tensor;
  readonly right: Tensor;
  readonly bottom: Tensor;
  readonly top: Tensor;
  /** s = height / width. */
  readonly slope: Tensor;
  /** δ₀, at the left knot. */
  readonly first: Tensor;
  /** δ₁, at the right knot. */
  readonly last: Tensor;
}

/** Elementwise, [R, 1]. */
interface Bent {
  readonly value: Tensor;
  readonly logDerivative: Tensor;
}

/** Far below the smallest discriminant that the minimums allow, but its root has a finite gradient. */
const DISCRIMINANT_FLOOR = 1e-30;

/**
 * Parameters [B, …, n·P], or [n·P] if all samples share them, P = 3K − 1 (linear tails) or 3K (circular): widths, heights,
 * derivatives of each coordinate.
 */
export function splineTransform(config: SplineConfig): ConditionedTransform {
  const perCoordinate = 2 * config.bins + derivativeCount(config);
  const parameterRows = (parameters: Tensor) =>
    reshape(parameters, [sizeOf(parameters.shape) / perCoordinate, perCoordinate]);
  const apply =
    (evaluate: (x: Tensor, bin: Bin) => Bent, axis: 'x' | 'y') =>
    (input: Tensor, parameters: Tensor): TransformedElements => {
      const rows = sizeOf(input.shape);
      const x = reshape(input, [rows, 1]);
      const outside = config.tails === 'linear' ? greaterEqual(abs(x), scalar(config.bound)) : null;
      const inside = limited(config, x, outside);
      const table = binTable(config, parameterRows(parameters));
      const bent = evaluate(inside, binOf(config, table, inside, axis));
      const { value, logDerivative } = outside ? withTails(x, outside, bent) : bent;
      return { value: reshape(value, input.shape), logDerivative: reshape(logDerivative, input.shape) };
    };
  return {
    outputSize: (n) => n * perCoordinate,
    forward: apply(splineForward, 'x'),
    inverse: apply(splineInverse, 'y'),
    pieces: {
      bound: config.bound,
      ends: (parameters, direction) => {
        const shape = [...parameters.shape.slice(0, -1), parameters.shape.at(-1)! / perCoordinate];
        const start = KNOT_BLOCK[direction === 'forward' ? 'x' : 'y'] * config.bins;
        const table = binTable(config, parameterRows(parameters));
        const left = split(slice(table, 1, start, start + config.bins), new Array<number>(config.bins).fill(1), 1);
        return [...left.map((knot) => reshape(knot, shape)), broadcastTo(scalar(config.bound), shape)];
      },
    },
    ...(config.tails === 'linear' ? { outsideBound: (x: Tensor) => greater(abs(x), scalar(config.bound)) } : {}),
  };
}

/** Values in [−B, B]: 0 or wrapped beyond it. Applied before the maths, or gradients outside would become NaN. */
function limited({ bound }: SplineConfig, x: Tensor, outside: Tensor | null): Tensor {
  if (outside) return where(outside, scalar(0), x);
  const period = scalar(2 * bound);
  const wrapped = sub(x, mul(floor(div(add(x, scalar(bound)), period)), period));
  return clamp(wrapped, -bound, bound);
}

/** Linear tails: from ±B outwards exactly the identity, with log-derivative 0. */
function withTails(x: Tensor, outside: Tensor, { value, logDerivative }: Bent): Bent {
  return { value: where(outside, x, value), logDerivative: where(outside, scalar(0), logDerivative) };
}

const asConstant = ({ values, shape }: Matrix) => constant(values, shape);

/** Table [R, 8K] of all bins from the free parameters [R, P]; zeros give the identity. */
function binTable(config: SplineConfig, parameters: Tensor): Tensor {
  const { bins, minDerivative } = config;
  const rows = parameters.shape[0]!;
  const [sizes, slopes] = split(parameters, [2 * bins, derivativeCount(config)], 1);
  const shares = reshape(softmax(reshape(sizes!, [2 * rows, bins])), [rows, 2 * bins]);
  // softplus(offset) = 1 − minDerivative: slope 1 if the parameter is 0.
  const offset = Math.log(Math.expm1(1 - minDerivative));
  const features = concat([shares, softplus(add(slopes!, scalar(offset)))], 1);
  const { matrix, offset: offsets } = tableMatrix(config);
  return linear(features, asConstant(matrix), constant(offsets, [offsets.length]));
}

/**
 * The bin that contains x (or y), [R, 1] each.
 * @param table [R, 8K], or [n, 8K] for the n coordinates of every sample. It is broadcast, not repeated: a repeated table
 * would have the batch extent without depending on x, and an exported model could not take batches of any size.
 */
function binOf({ bins }: SplineConfig, table: Tensor, x: Tensor, axis: 'x' | 'y'): Bin {
  const [rows, own, all] = [x.shape[0]!, table.shape[0]!, table.shape[1]!];
  const perSample = (values: Tensor, size: number) =>
    own === rows ? values : reshape(values, [rows / own, own, size]);
  const perRow = (values: Tensor, size: number) => (own === rows ? values : reshape(values, [rows, size]));
  const start = KNOT_BLOCK[axis] * bins;
  const knots = slice(table, 1, start, start + bins);
  const reached = perRow(greaterEqual(perSample(x, 1), knots), bins);
  const found = matmul(reached, asConstant(oneHotMatrix(bins)));
  const chosen = perRow(mul(table, perSample(found, all)), all);
  const row = matmul(chosen, asConstant(blockSumMatrix(bins)));
  const [left, bottom, right, top, width, height, first, last] = split(row, new Array<number>(BLOCKS).fill(1), 1);
  return {
    left: left!,
    right: right!,
    bottom: bottom!,
    top: top!,
    slope: div(height!, width!),
    first: first!,
    last: last!,
  };
}

/**
 * Terms that value and derivative share, at ξ ∈ [0, 1] within the bin, with ζ = 1 − ξ, p = ξζ, slope s and c = δ₀ + δ₁
 * − 2s. Denominator s + cp; derivative s²·(δ₁ξ² + 2sp + δ₀ζ²)/denominator². The term in parentheses is a sum of
 * positive terms: if slopes differ by orders of magnitude, any difference of them may round to 0 or below.
 */
function bend({ slope, first, last }: Bin, xi: Tensor, rest: Tensor) {
  const between = mul(xi, rest);
  const doubled = mul(slope, scalar(2));
  const inverseDenominator = reciprocal(add(slope, mul(sub(add(first, last), doubled), between)));
  const bracket = add(add(mul(last, square(xi)), mul(doubled, between)), mul(first, square(rest)));
  const logDerivative = log(mul(square(mul(slope, inverseDenominator)), bracket));
  return { inverseDenominator, logDerivative };
}

/** y = y₀ + h(sξ² + δ₀p)/(s + cp). */
function splineForward(x: Tensor, bin: Bin): Bent {
  const { left, right, bottom, top, slope, first } = bin;
  const inverseWidth = reciprocal(sub(right, left));
  const xi = mul(sub(x, left), inverseWidth);
  const rest = mul(sub(right, x), inverseWidth);
  const { inverseDenominator, logDerivative } = bend(bin, xi, rest);
  const share = mul(mul(add(mul(slope, xi), mul(first, rest)), xi), inverseDenominator);
  return { value: add(bottom, mul(sub(top, bottom), share)), logDerivative };
}

/**
 * ξ and ζ = 1 − ξ, each to full precision: in steep bins the smaller one needs its own digits. With σ the share of the
 * height below y and ρ = 1 − σ above it, y₀ + hσ = y becomes sρ·t² + (δ₀ρ − δ₁σ)·t − sσ = 0 for t = ξ/ζ. Its positive
 * root, without cancellation, is 2sσ/r if b = δ₀ρ − δ₁σ ≥ 0, and r/(2sρ) if b < 0, with r = |b| + √(b² + 4s²σρ).
 */
function splineInverse(y: Tensor, bin: Bin): Bent {
  const { left, right, bottom, top, slope, first, last } = bin;
  const inverseHeight = reciprocal(sub(top, bottom));
  const below = clamp(mul(sub(y, bottom), inverseHeight), 0, 1);
  const above = clamp(mul(sub(top, y), inverseHeight), 0, 1);
  const b = sub(mul(first, above), mul(last, below));
  const doubled = mul(slope, scalar(2));
  const discriminant = add(square(b), mul(square(doubled), mul(below, above)));
  const root = add(abs(b), sqrt(maximum(discriminant, scalar(DISCRIMINANT_FLOOR))));
  const rising = greaterEqual(b, scalar(0));
  const up = where(rising, mul(doubled, below), root);
  const down = where(rising, root, mul(doubled, above));
  const share = reciprocal(add(up, down));
  const xi = mul(up, share);
  const { logDerivative } = bend(bin, xi, mul(down, share));
  return { value: add(left, mul(sub(right, left), xi)), logDerivative: neg(logDerivative) };
}
