/** How rows differ from samples, by the counts of their ranks. Also runs in browsers. */

export type RankShape = 'higher' | 'lower' | 'more-spread' | 'less-spread';

/** Of a deviation that chance would make in one of 20 sets of columns. */
const CHANCE = 0.05;

/**
 * The larger of two deviations from uniform ranks, each in its own standard errors: of their mean, and of their variance. null: a
 * distance like that of this column is not rare among so many columns (Bonferroni).
 * @param counts of the ranks in equal bins of [0, 1] @param columns how many there are
 */
export function rankShape(
  { counts, p }: { readonly counts: readonly number[]; readonly p: number | null },
  columns: number,
): RankShape | null {
  if (p === null || !(p * columns < CHANCE)) return null;
  const n = counts.reduce((sum, count) => sum + count, 0);
  const moment = (of: (rank: number) => number) =>
    counts.reduce((sum, count, bin) => sum + (count / n) * of((bin + 0.5) / counts.length), 0);
  // Of uniform numbers: mean 1/2, variance 1/12, and 1/180 is the variance of (u − 1/2)².
  const shift = (moment((rank) => rank) - 1 / 2) * Math.sqrt(12 * n);
  const spread = (moment((rank) => (rank - 1 / 2) ** 2) - 1 / 12) * Math.sqrt(180 * n);
  if (Math.abs(shift) >= Math.abs(spread)) return shift > 0 ? 'higher' : 'lower';
  return spread > 0 ? 'more-spread' : 'less-spread';
}
