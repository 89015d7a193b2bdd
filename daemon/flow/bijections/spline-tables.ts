/**
 * Constant matrices of the rational-quadratic spline. Knots, bin sizes and derivatives of all K bins are linear in
 * (softmax of widths, softmax of heights, softplus of derivatives), so one matrix product computes the whole table.
 */
import type { SplineConfig } from './layer-keys.ts';

/** Quantities per bin: left, width, bottom, height, δ₀ at the left knot, δ₁ − δ₀. */
const BLOCKS = 6;

/** Number of free derivatives: both ends are 1 with linear tails, and one and the same with circular ones. */
export function derivativeCount({ bins, tails }: SplineConfig): number {
  return tails === 'linear' ? bins - 1 : bins;
}

export interface Matrix {
  readonly values: Float64Array;
  readonly shape: readonly [number, number];
}

function matrix(rows: number, columns: number): Matrix & { set(row: number, column: number, value: number): void } {
  const values = new Float64Array(rows * columns);
  return {
    values,
    shape: [rows, columns],
    set: (row, column, value) => {
      values[row * columns + column] = value;
    },
  };
}

/** [2K + derivatives, 6K] and offsets [6K]: from features to the table of all bins, block after block. */
export function tableMatrix(config: SplineConfig): { readonly matrix: Matrix; readonly offset: Float64Array } {
  const { bins, bound, tails, minWidth, minHeight, minDerivative } = config;
  const derivatives = derivativeCount(config);
  const m = matrix(2 * bins + derivatives, BLOCKS * bins);
  const offset = new Float64Array(BLOCKS * bins);
  for (const [axis, minimum] of [minWidth, minHeight].entries()) {
    const share = 2 * bound * (1 - minimum * bins);
    for (let k = 0; k < bins; k++) {
      const [knot, size] = [2 * axis * bins + k, (2 * axis + 1) * bins + k];
      for (let j = 0; j < k; j++) m.set(axis * bins + j, knot, share);
      offset[knot] = -bound + 2 * bound * minimum * k;
      m.set(axis * bins + k, size, share);
      offset[size] = 2 * bound * minimum;
    }
  }
  for (let k = 0; k < bins; k++) {
    const [at, rise] = [4 * bins + k, 5 * bins + k];
    for (const [knot, sign] of [
      [k, -1],
      [k + 1, 1],
    ] as const) {
      const fixed = tails === 'linear' && (knot === 0 || knot === bins);
      const free = 2 * bins + (tails === 'linear' ? knot - 1 : knot % bins);
      const least = fixed ? 1 : minDerivative;
      offset[rise]! += sign * least;
      if (!fixed) m.set(free, rise, sign);
      if (sign > 0) continue;
      offset[at] = least;
      if (!fixed) m.set(free, at, 1);
    }
  }
  return { matrix: m, offset };
}

/** [K, 6K]: from "x ≥ left knot" (1 up to the bin) to the bin's 1 of K, repeated for every block. */
export function oneHotMatrix(bins: number): Matrix {
  const m = matrix(bins, BLOCKS * bins);
  for (let block = 0; block < BLOCKS; block++) {
    for (let k = 0; k < bins; k++) {
      m.set(k, block * bins + k, 1);
      if (k + 1 < bins) m.set(k + 1, block * bins + k, -1);
    }
  }
  return m;
}

/** [6K, 6]: sums each block. */
export function blockSumMatrix(bins: number): Matrix {
  const m = matrix(BLOCKS * bins, BLOCKS);
  for (let block = 0; block < BLOCKS; block++) for (let k = 0; k < bins; k++) m.set(block * bins + k, block, 1);
  return m;
}
