/** Draws rows in proportion to their weights, for what has no weights of its own. Also runs in browsers. */
import { effectiveRowCount } from './mean-and-error.ts';

/**
 * How often each row is drawn: rows share `draws` in proportion to their weights, and each gets the whole number below or above
 * its part (systematic resampling; Kitagawa 1996, Monte Carlo filter and smoother). Sums over the drawn rows then vary less than
 * with independent draws, and the same weights always give the same rows.
 * @param weights ≥ 0 @returns [rows]; all 0 without weight
 */
export function copiesOf(weights: ArrayLike<number>, draws: number): Uint32Array {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  const copies = new Uint32Array(weights.length);
  if (!(total > 0)) return copies;
  let [sum, taken] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    const next = Math.min(draws, Math.floor((sum / total) * draws + 0.5));
    copies[i] = next - taken;
    taken = next;
  }
  return copies;
}

/** The numbers of the rows, ascending, each as often as it is drawn. */
export function resampledRows(weights: ArrayLike<number>, draws: number): Uint32Array {
  const copies = copiesOf(weights, draws);
  const rows = new Uint32Array(copies.reduce((sum, own) => sum + own, 0));
  let at = 0;
  for (const [row, own] of copies.entries()) {
    rows.fill(row, at, at + own);
    at += own;
  }
  return rows;
}

/**
 * The numbers of the rows that a picture shows as points, ascending: the first ones; of rows with weights, some drawn by weight, as
 * many as the effective sample size. So points are as dense as those of as many rows of equal weight.
 */
export function pointRows(
  { count, weights }: { readonly count: number; readonly weights?: ArrayLike<number> | null | undefined },
  most = Infinity,
): Uint32Array {
  const first = Math.min(most, count);
  if (weights == null) return Uint32Array.from({ length: first }, (_, row) => row);
  return resampledRows(weights, Math.min(first, effectiveRowCount(weights)));
}
