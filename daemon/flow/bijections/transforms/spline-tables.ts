/**
 * Constant matrices of the rational-quadratic spline. Knots, bin sizes and derivatives of all K bins are linear in
 * (softmax of widths, softmax of heights, softplus of derivatives), so one matrix product computes the whole table. The
 * table has both knots of a bin and its size, although one of them would be enough on paper. Knots are rounded to
 * float32 at the scale of B: a bin that ends at its left knot plus its width misses the next one, which costs 0.2 nats
 * in a steep bin. A width computed as the difference of its knots has lost digits. So positions in a bin are measured
 * between its knots, and slopes are ratios of sizes.
 */
import type { SplineConfig } from '../layer-keys.ts';

/** Quantities per bin: left, bottom, right, top, width, height, δ₀ at the left knot, δ₁ at the right one. */
export const BLOCKS = 8;
/** The first block of left knots, by axis. */
export const KNOT_BLOCK = { x: 0, y: 1 } as const;

/** Number of free derivatives: with linear tails both ends are 1, with circular ones both ends are equal. */
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

/** [2K + derivatives, 8K] and offsets [8K]: from features to the table of all bins, block after block. */
export function tableMatrix(config: SplineConfig): { readonly matrix: Matrix; readonly offset: Float64Array } {
  const { bins, bound, tails, minWidth, minHeight, minDerivative } = config;
  const derivatives = derivativeCount(config);
  const m = matrix(2 * bins + derivatives, BLOCKS * bins);
  const offset = new Float64Array(BLOCKS * bins);
  for (const [axis, minimum] of [minWidth, minHeight].entries()) {
    const share = 2 * bound * (1 - minimum * bins);
    const setKnot = (knot: number, column: number) => {
      const inner = knot > 0 && knot < bins;
      // The shares add up to 1, so sums from both ends give the same knot, with half the rounding of one that starts at
      // −B; the outermost knots are ±B without a sum.
      if (inner) for (let j = 0; j < bins; j++) m.set(axis * bins + j, column, (j < knot ? share : -share) / 2);
      offset[column] = inner ? bound * minimum * (2 * knot - bins) : knot === 0 ? -bound : bound;
    };
    for (let k = 0; k < bins; k++) {
      const size = (4 + axis) * bins + k;
      setKnot(k, axis * bins + k);
      setKnot(k + 1, (2 + axis) * bins + k);
      m.set(axis * bins + k, size, share);
      offset[size] = 2 * bound * minimum;
    }
  }
  for (const end of [0, 1]) {
    for (let k = 0; k < bins; k++) {
      const [knot, column] = [k + end, (6 + end) * bins + k];
      const fixed = tails === 'linear' && (knot === 0 || knot === bins);
      offset[column] = fixed ? 1 : minDerivative;
      if (!fixed) m.set(2 * bins + (tails === 'linear' ? knot - 1 : knot % bins), column, 1);
    }
  }
  return { matrix: m, offset };
}

/** [K, 8K]: from "x ≥ left knot" (1 up to the bin) to the bin's 1 of K, repeated for every block. */
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

/** [8K, 8]: sums each block. */
export function blockSumMatrix(bins: number): Matrix {
  const m = matrix(BLOCKS * bins, BLOCKS);
  for (let block = 0; block < BLOCKS; block++) for (let k = 0; k < bins; k++) m.set(block * bins + k, block, 1);
  return m;
}
