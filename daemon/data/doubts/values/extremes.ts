/** The value of each column that is farthest from the others, among all rows. */

export interface Extreme {
  readonly row: number;
  readonly value: number;
  /** Median and interquartile range of the column. */
  readonly median: number;
  readonly spread: number;
  /** The range is that of the values beside the median, which most rows have. */
  readonly beside: boolean;
  /** Distance of the second farthest value from the median. */
  readonly next: number;
  /** It is the sum of all other rows. */
  readonly isTotal: boolean;
}

/** With fewer values, quartiles mean nothing. */
const FEWEST_VALUES = 10;
/** Relative: parts are rounded. */
const EQUAL = 1e-4;
/** A total of fewer numbers, or one that is not this many times as large as each of them, may be chance. */
const FEWEST_PARTS = 10;
const LARGER = 3;

/**
 * @param columns the sampled values of each, in ascending order
 * @param blocks all values in blocks of whole rows, row-major
 * @returns null for a column whose values are all the same, or too few
 */
export function extremesOf(
  columns: readonly { readonly sorted: Float64Array }[],
  blocks: Iterable<ArrayLike<number>>,
): readonly (Extreme | null)[] {
  const width = columns.length;
  const centers = columns.map(({ sorted }) => centerOf(sorted));
  const medians = Float64Array.from(centers, (center) => center?.median ?? 0);
  const rows = new Float64Array(width);
  const [values, farthest, next] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  const [sums, sizes, others] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  const parts = new Float64Array(width);
  let row = 0;
  for (const block of blocks) {
    const { length } = block;
    for (let at = 0; at < length; row++) {
      for (let j = 0; j < width; j++, at++) {
        const value = block[at]!;
        const distance = Math.abs(value - medians[j]!);
        if (distance === Infinity) continue;
        if (value !== 0) parts[j]!++;
        sums[j]! += value;
        if (distance > farthest[j]!) {
          others[j] = Math.max(others[j]!, sizes[j]!);
          [next[j], farthest[j]] = [farthest[j]!, distance];
          [rows[j], values[j], sizes[j]] = [row, value, Math.abs(value)];
        } else {
          if (distance > next[j]!) next[j] = distance;
          const size = Math.abs(value);
          if (size > others[j]!) others[j] = size;
        }
      }
    }
  }
  return centers.map((center, j) => {
    if (center === null || farthest[j] === 0) return null;
    const value = values[j]!;
    const isSum = Math.abs(2 * value - sums[j]!) <= EQUAL * Math.abs(value);
    const isLarge = parts[j]! > FEWEST_PARTS && Math.abs(value) >= LARGER * others[j]!;
    return { row: rows[j]!, value, ...center, next: next[j]!, isTotal: isSum && isLarge };
  });
}

function centerOf(sorted: Float64Array): Pick<Extreme, 'median' | 'spread' | 'beside'> | null {
  if (sorted.length < FEWEST_VALUES) return null;
  const median = quantile(sorted, 0.5);
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  if (spread > 0) return { median, spread, beside: false };
  const rest = sorted.filter((value) => value !== median);
  if (rest.length < FEWEST_VALUES) return { median, spread, beside: false };
  return { median, spread: quantile(rest, 0.75) - quantile(rest, 0.25), beside: true };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
