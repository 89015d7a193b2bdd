/**
 * The bin of each coordinate. Tables have a column for each coordinate of each sample and a row for each bin, so that
 * whole rows are compared, multiplied and added. Products with constant matrices say what the bin takes of which row:
 * gathers would cost more than twice as much. Only what the bin takes is normalized, not the shares and derivatives of
 * all bins.
 *
 * Knots are rounded to float32 at the scale of B. A bin that ends at its left knot plus its width misses the next one,
 * which costs 0.2 nats in a steep bin, and a width computed as the difference of its knots has lost digits. So positions
 * in a bin are measured between its knots, and slopes are ratios of sizes.
 */
import { add, div, mul, reshape, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { slice, split } from '../../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import { max } from '../../../tensor/ops/max.ts';
import { greaterEqual } from '../../../tensor/ops/select.ts';
import { stopGradient } from '../../../tensor/ops/stop-gradient.ts';
import { transpose } from '../../../tensor/ops/transpose.ts';
import { exp, softplus } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { SplineConfig } from '../layer-keys.ts';
import type { End, Matrix } from './spline-tables.ts';
import {
  binMask,
  derivativeCount,
  freeDerivatives,
  halfSums,
  identity,
  knotOffsets,
  knotRows,
  stacked,
  transposed,
} from './spline-tables.ts';

export type Axis = 'x' | 'y';

/** One bin per coordinate. Quantities in rows of one tensor share operations: these are small. */
export interface Bin {
  /** On the axis in which the bin was searched: start, size and end, [3, R]. */
  readonly searched: Tensor;
  /** On the other one: start and size, [2, R]. */
  readonly other: Tensor;
  /** At the ends of the bin: δ₀ and δ₁, [2, R]. */
  readonly derivatives: Tensor;
}

/** The parameters of n coordinates on one axis. */
interface Bins {
  /** Positive weights, whose shares are the sizes of the bins beyond the least one, [K, n]. */
  readonly weights: Tensor;
  /** Their sum, [1, n]. */
  readonly total: Tensor;
  /** What the shares divide: 2B less the least sizes. */
  readonly length: number;
  /** The least size of a bin, as a share of 2B. */
  readonly least: number;
}

interface Parameters {
  readonly x: Bins;
  readonly y: Bins;
  /** Of the free derivatives, [K − 1 or K, n]. */
  readonly derivatives: Tensor;
}

const asConstant = ({ values, shape }: Matrix) => constant(values, shape);

/** @param parameters of n coordinates, n·(2K + derivatives) numbers in any shape; zeros give the identity */
export function splineParameters(config: SplineConfig, parameters: Tensor): Parameters {
  const { bins, bound, minWidth, minHeight } = config;
  const free = derivativeCount(config);
  const size = 2 * bins + free;
  const columns = transpose(reshape(parameters, [sizeOf(parameters.shape) / size, size]));
  const [widths, heights, derivatives] = split(columns, [bins, bins, free], 0);
  const binsOf = (values: Tensor, least: number): Bins => {
    const weights = exp(sub(values, stopGradient(max(values, 0, true))));
    return { weights, total: sum(weights, [0], true), length: 2 * bound * (1 - least * bins), least };
  };
  return { x: binsOf(widths!, minWidth), y: binsOf(heights!, minHeight), derivatives: derivatives! };
}

/** The left knots of all bins on one axis, [K, n]. */
export function leftKnots(config: SplineConfig, { weights, total, length, least }: Bins): Tensor {
  const sums = matmul(asConstant(knotRows(halfSums(config.bins), 'left')), weights);
  return add(mul(sums, div(scalar(length), total)), asConstant(knotRows(knotOffsets(config, least), 'left')));
}

/**
 * The bin that contains x (or y), [1, R].
 * @param parameters of R coordinates, or of the n coordinates that every sample has
 */
export function binOf(config: SplineConfig, parameters: Parameters, x: Tensor, axis: Axis): Bin {
  const { bins, bound, minDerivative } = config;
  const [searched, other] = axis === 'x' ? [parameters.x, parameters.y] : [parameters.y, parameters.x];
  const reached = beside(greaterEqual, x, leftKnots(config, searched));
  const isBin = matmul(asConstant(binMask(bins)), reached);
  const at = (table: Matrix, end: End) => transposed(knotRows(table, end));
  const [left, right] = [at(halfSums(bins), 'left'), at(halfSums(bins), 'right')];
  const shares = matmul(asConstant(stacked([left, identity(bins), right])), isBin);

  // Shares before lengths: if one weight is nearly the total, its gradients by both cancel to the last digit.
  const lengths = ({ weights, total, length, least }: Bins, ends: readonly End[]) => {
    const own = slice(shares, 0, 0, (ends.length + 1) * bins);
    const [start, ...others] = ends.map((end) => at(knotOffsets(config, least), end));
    const size = { values: new Float64Array(bins).fill(2 * bound * least), shape: [1, bins] } as const;
    const sizes = mul(beside(div, taken(own, weights), total), scalar(length));
    return add(sizes, matmul(asConstant(stacked([start!, size, ...others])), isBin));
  };
  const free = freeDerivatives(config);
  const ends = matmul(asConstant(stacked([at(free, 'left'), at(free, 'right')])), isBin);
  // softplus(offset) = 1 − minDerivative: slope 1 if the parameter is 0, or if there is none.
  const offset = Math.log(Math.expm1(1 - minDerivative));
  const slopes = softplus(add(taken(ends, parameters.derivatives), scalar(offset)));
  return {
    searched: lengths(searched, ['left', 'right']),
    other: lengths(other, ['left']),
    derivatives: add(slopes, scalar(minDerivative)),
  };
}

/** Sums of the rows of a table [m, R] with coefficients [q·m, R], or of [m, n] as below: [q, R]. */
function taken(coefficients: Tensor, table: Tensor): Tensor {
  const [all, rows] = coefficients.shape as readonly [number, number];
  const [terms, own] = table.shape as readonly [number, number];
  const count = all / terms;
  const products =
    own === rows
      ? mul(reshape(coefficients, [count, terms * rows]), reshape(table, [1, terms * rows]))
      : mul(reshape(coefficients, [count, terms, rows / own, own]), reshape(table, [1, terms, 1, own]));
  return sum(reshape(products, [count, terms, rows]), [1]);
}

/**
 * An elementwise operation of values [q, R] and a table [q, R], or [q, n] for the n coordinates of every sample. It is
 * broadcast, not repeated: a repeated table would have the batch extent without depending on x, and an exported model
 * could not take batches of any size.
 */
function beside(operation: (a: Tensor, b: Tensor) => Tensor, values: Tensor, table: Tensor): Tensor {
  const [rows, own] = [values.shape[1]!, table.shape[1]!];
  if (own === rows) return operation(values, table);
  const result = operation(
    reshape(values, [values.shape[0]!, rows / own, own]),
    reshape(table, [table.shape[0]!, 1, own]),
  );
  return reshape(result, [result.shape[0]!, rows]);
}
