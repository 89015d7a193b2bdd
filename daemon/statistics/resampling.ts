/** Draws rows in proportion to their weights, for what has no weights of its own. Also runs in browsers. */

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
