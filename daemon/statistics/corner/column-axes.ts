/** The axes of a corner plot: each column has one, which all of its cells share. */

/** The part of a column that is drawn, data units; low < high. */
export interface ColumnAxis {
  readonly low: number;
  readonly high: number;
}

/** Share of the values on either side that do not decide where an axis ends. */
const TAIL = 0.005;
/** Room beyond these quantiles on either side, as a share of the distance between them. */
const ROOM = 0.25;
/** Room beyond the smallest and the largest value. */
const MARGIN = 0.03;
/** Values behind the quantiles, evenly spaced: more would only take longer to sort. */
const MOST_SORTED = 4096;

/** Columns of a row-major array [n, width], one by one. */
export function takeColumns(
  values: ArrayLike<number>,
  width: number,
  columns: readonly number[],
): readonly Float64Array[] {
  const n = Math.floor(values.length / width);
  return columns.map((column) => {
    const taken = new Float64Array(n);
    for (let i = 0, at = column; i < n; i++, at += width) taken[i] = values[at]!;
    return taken;
  });
}

/**
 * The axis of each column over several sets of rows. Each set has it reach from its 0.5 % to its 99.5 % quantile and a
 * quarter of this distance beyond, or to its smallest and largest value where these are nearer. So a few outliers do not
 * squeeze the rest. Values that are not finite do not count.
 * @param sets columns of each set, all in the same order
 */
export function columnAxes(sets: readonly (readonly Float64Array[])[]): readonly ColumnAxis[] {
  const columns = sets[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const set of sets) {
      const bulk = bulkOf(set[column]!);
      if (bulk === null) continue;
      low = Math.min(low, bulk.low);
      high = Math.max(high, bulk.high);
    }
    if (low > high) return { low: -1, high: 1 };
    const room = MARGIN * (high - low);
    const least = Number.EPSILON * 16 * Math.max(Math.abs(low), Math.abs(high));
    // A column of one value: an axis around it.
    return room > least ? { low: low - room, high: high + room } : around((low + high) / 2);
  });
}

function around(middle: number): ColumnAxis {
  const half = 0.5 * Math.max(1, Math.abs(middle) * 1e-6);
  return { low: middle - half, high: middle + half };
}

/** null: no value is finite. */
function bulkOf(values: Float64Array): ColumnAxis | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return null;
  const sorted = evenlySpaced(values).sort();
  const low = sorted[Math.floor(TAIL * (sorted.length - 1))] ?? least;
  const high = sorted[Math.ceil((1 - TAIL) * (sorted.length - 1))] ?? most;
  const room = ROOM * (high - low);
  // Nearly all values are the same: there is no bulk.
  if (room === 0) return { low: least, high: most };
  return { low: Math.max(least, low - room), high: Math.min(most, high + room) };
}

function evenlySpaced(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / MOST_SORTED));
  const found = new Float64Array(Math.ceil(values.length / step));
  let n = 0;
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) found[n++] = values[i]!;
  return found.subarray(0, n);
}
