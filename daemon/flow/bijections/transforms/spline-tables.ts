/**
 * Constant matrices of the rational-quadratic spline. A knot is half the sum of the bins before it minus half the sum of
 * those after it: the shares of all bins add up to 1, so sums from both ends give the same knot, with half the rounding
 * of one that starts at −B. The outermost knots are ±B without a sum.
 */
import type { SplineConfig } from '../layer-keys.ts';

/** Number of free derivatives: with linear tails both ends are 1, with circular ones both ends are equal. */
export function derivativeCount({ bins, tails }: SplineConfig): number {
  return tails === 'linear' ? bins - 1 : bins;
}

export interface Matrix {
  readonly values: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** Which knot of a bin. */
export type End = 'left' | 'right';

function matrix(rows: number, columns: number, value: (row: number, column: number) => number): Matrix {
  const values = Float64Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));
  return { values, shape: [rows, columns] };
}

/** [K + 1, K]: from the shares of the bins to the knots, without the offsets. */
export function halfSums(bins: number): Matrix {
  return matrix(bins + 1, bins, (knot, bin) => (knot === 0 || knot === bins ? 0 : bin < knot ? 0.5 : -0.5));
}

/** [K + 1, 1]: what the least size of the bins, a share of 2B, adds to the knots. */
export function knotOffsets({ bins, bound }: SplineConfig, least: number): Matrix {
  return matrix(bins + 1, 1, (knot) => {
    if (knot === 0 || knot === bins) return knot === 0 ? -bound : bound;
    return bound * least * (2 * knot - bins);
  });
}

/** [K + 1, free derivatives]: 1 for the free derivative of each knot. */
export function freeDerivatives(config: SplineConfig): Matrix {
  const { bins, tails } = config;
  return matrix(bins + 1, derivativeCount(config), (knot, free) =>
    Number(tails === 'linear' ? free === knot - 1 : free === knot % bins),
  );
}

/** [K, K]: from "x ≥ left knot" of all bins (1 up to the bin of x) to the bin's 1 of K. */
export function binMask(bins: number): Matrix {
  return matrix(bins, bins, (bin, reached) => Number(reached === bin) - Number(reached === bin + 1));
}

/** The rows [K, n] of the bins' left or right knots, of a table [K + 1, n]. */
export function knotRows({ values, shape: [knots, columns] }: Matrix, end: End): Matrix {
  const start = end === 'left' ? 0 : columns;
  return { values: values.slice(start, start + (knots - 1) * columns), shape: [knots - 1, columns] };
}

/** [n, n], 1 on the diagonal. */
export function identity(size: number): Matrix {
  return matrix(size, size, (row, column) => Number(row === column));
}

/** [n, K] from [K, n]. */
export function transposed({ values, shape: [rows, columns] }: Matrix): Matrix {
  return matrix(columns, rows, (row, column) => values[column * columns + row]!);
}

/** Matrices with the same number of columns, one below the other. */
export function stacked(matrices: readonly Matrix[]): Matrix {
  const rows = matrices.reduce((total, { shape }) => total + shape[0], 0);
  return {
    values: Float64Array.from(matrices.flatMap(({ values }) => [...values])),
    shape: [rows, matrices[0]!.shape[1]],
  };
}
