/** Bins of the columns of a corner plot. */

/** Along each axis; of values on a grid, at most as many. */
export const CORNER_BINS = 48;

/** Bars for fewer rows have more bins each, by Rice's rule: at least 2 ∛n bars. */
const MERGED = [4, 3, 2, 1] as const;

/** Axes of values on a grid have a multiple of as many bins, so that bars can have several. */
export const BAR_OF_GRID = 4;

/** An axis with fewer bins may have so many bars, relative to one with all. */
const FEWER = 0.75;

/** Number of bins that a bar has, so that bars of a few rows show a shape. @param rows of the smallest set @param bins of the axis */
export function binsPerBar(rows: number, bins: number = CORNER_BINS): number {
  const wanted = 2 * Math.cbrt(rows);
  const whole = MERGED.find((merged) => CORNER_BINS / merged >= wanted) ?? 1;
  return MERGED.find((merged) => bins % merged === 0 && bins / merged >= (FEWER * CORNER_BINS) / whole) ?? 1;
}
