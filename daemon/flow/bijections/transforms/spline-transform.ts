/** Monotone rational-quadratic splines (Gregory, Delbourgo 1982; Durkan et al. 2019, eq. 4–8) on [−B, B]. */
import { add, broadcastTo, div, mul, neg, reshape, square, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { concat, slice, split } from '../../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import { clamp, greater, greaterEqual, maximum, minimum, where } from '../../../tensor/ops/select.ts';
import { stopGradient } from '../../../tensor/ops/stop-gradient.ts';
import { abs, floor, log, reciprocal, sqrt } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { SplineConfig } from '../layer-keys.ts';
import type { ConditionedTransform, TransformedElements } from './conditioned-transform.ts';
import type { Axis, Bin } from './spline-bin.ts';
import { binOf, leftKnots, splineParameters } from './spline-bin.ts';
import { derivativeCount } from './spline-tables.ts';

/** Elementwise, [1, R]. */
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
  const apply =
    (evaluate: (x: Tensor, bin: Bin) => Bent, axis: Axis) =>
    (input: Tensor, parameters: Tensor): TransformedElements => {
      const rows = sizeOf(input.shape);
      const x = reshape(input, [1, rows]);
      const outside = config.tails === 'linear' ? greaterEqual(abs(x), scalar(config.bound)) : null;
      const inside = limited(config, x, outside);
      const bent = evaluate(inside, binOf(config, splineParameters(config, parameters), inside, axis));
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
        const own = splineParameters(config, parameters)[direction === 'forward' ? 'x' : 'y'];
        const left = split(leftKnots(config, own), new Array<number>(config.bins).fill(1), 0);
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

const row = (values: readonly number[]) => constant(values, [1, values.length]);
const rows = (...values: readonly (readonly number[])[]) => constant(values.flat(), [values.length, values[0]!.length]);

/**
 * Where v is between the ends of its bin, [2, R]: ξ from the start and ζ = 1 − ξ from the end, as shares of its size. Each
 * has full precision: in steep bins the smaller one needs its own digits.
 */
function positionIn(searched: Tensor, v: Tensor): Tensor {
  const distances = add(matmul(rows([-1, 0, 0], [0, 0, 1]), searched), mul(v, rows([1], [-1])));
  const shares = div(distances, sum(distances, [0], true));
  // Rounding may move a value at a knot below 0.
  return sub(shares, stopGradient(minimum(scalar(0), shares)));
}

/**
 * Value and derivative at ξ ∈ [0, 1] within the bin, with slope s, a = sξ + δ₀ζ and b = sζ + δ₁ξ: the share of the height
 * is ξa/(ξa + ζb), and the derivative is s²·(ξb + ζa)/(ξa + ζb)². All terms are positive: if slopes differ by orders of
 * magnitude, any difference of them may round to 0 or below.
 * @param position ξ and ζ, [2, R]
 */
function bend(derivatives: Tensor, slope: Tensor, position: Tensor) {
  const exchanged = matmul(rows([0, 1], [1, 0]), position);
  const ab = add(mul(slope, position), mul(derivatives, exchanged));
  const parts = mul(position, ab);
  const inverseTotal = reciprocal(sum(parts, [0], true));
  const bracket = sum(mul(exchanged, ab), [0], true);
  const logDerivative = log(mul(square(mul(slope, inverseTotal)), bracket));
  return { share: mul(matmul(row([1, 0]), parts), inverseTotal), logDerivative };
}

/** y = y₀ + h·ξa/(ξa + ζb). */
function splineForward(x: Tensor, { searched, other, derivatives }: Bin): Bent {
  const [start, height] = split(other, [1, 1], 0);
  const slope = div(height!, slice(searched, 0, 1, 2));
  const { share, logDerivative } = bend(derivatives, slope, positionIn(searched, x));
  return { value: add(start!, mul(height!, share)), logDerivative };
}

/**
 * With σ the share of the height below y and ρ = 1 − σ above it, y₀ + hσ = y becomes sρ·t² + (δ₀ρ − δ₁σ)·t − sσ = 0 for
 * t = ξ/ζ. Its positive root, without cancellation, is 2sσ/r if b = δ₀ρ − δ₁σ ≥ 0, and r/(2sρ) if b < 0, with r = |b| +
 * √(b² + 4s²σρ).
 */
function splineInverse(y: Tensor, { searched, other, derivatives }: Bin): Bent {
  const [start, width] = split(other, [1, 1], 0);
  const slope = div(slice(searched, 0, 1, 2), width!);
  const [below, above] = split(positionIn(searched, y), [1, 1], 0) as readonly [Tensor, Tensor];
  const [first, last] = split(derivatives, [1, 1], 0) as readonly [Tensor, Tensor];
  const b = sub(mul(first, above), mul(last, below));
  const doubled = mul(slope, scalar(2));
  const discriminant = add(square(b), mul(square(doubled), mul(below, above)));
  const root = add(abs(b), sqrt(maximum(discriminant, scalar(DISCRIMINANT_FLOOR))));
  const rising = greaterEqual(b, scalar(0));
  const up = where(rising, mul(doubled, below), root);
  const down = where(rising, root, mul(doubled, above));
  const position = mul(concat([up, down], 0), reciprocal(add(up, down)));
  const { logDerivative } = bend(derivatives, slope, position);
  return { value: add(start!, mul(width!, matmul(row([1, 0]), position))), logDerivative: neg(logDerivative) };
}
