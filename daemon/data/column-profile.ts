/** Counting stops at this many different values. */
const DISTINCT_LIMIT = 1000;

/** What the numbers of a column are like. */
export interface ColumnProfile {
  /** Rows with a value. */
  readonly filled: number;
  /** Whether all values are whole numbers, and whether these are dates such as 20240131. */
  readonly whole: boolean;
  readonly dates: boolean;
  /** Different values in ascending order; null if there are more than a thousand. */
  readonly distinct: Float64Array | null;
  /** In how many rows each of them occurs. */
  readonly counts: readonly number[];
  /** The value that occurs most often, and in how many rows; of more than a thousand values, none does. */
  readonly commonest: { readonly value: number; readonly rows: number } | null;
  /** Values that are infinite or exceed float32, and the first row with one; -1 if there is none. */
  readonly tooLarge: { readonly rows: number; readonly first: number };
  /** Equal for columns that are copies, and of others only by chance. */
  readonly sum: number;
}

/** Profile of numbers, NaN where there is no value. */
export function columnProfile(numbers: ArrayLike<number>): ColumnProfile {
  let [filled, sum] = [0, 0];
  let [whole, dates] = [true, true];
  const tooLarge = { rows: 0, first: -1 };
  let counts: Map<number, number> | null = new Map();
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row]!;
    if (Number.isNaN(value)) continue;
    filled++;
    sum += value * ((row % 97) + 1);
    // Every float64 beyond 2⁵³ is whole, which says nothing about the measured quantity.
    whole = whole && Number.isSafeInteger(value);
    dates = dates && isDate(value);
    if (!Number.isFinite(Math.fround(value)) && tooLarge.rows++ === 0) tooLarge.first = row;
    if (counts === null) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > DISTINCT_LIMIT) counts = null;
  }
  const distinct = counts && Float64Array.from(counts.keys()).sort();
  const rows = distinct === null ? [] : Array.from(distinct, (value) => counts?.get(value) ?? 0);
  const most = rows.reduce((best, count, index) => (count > rows[best]! ? index : best), 0);
  return {
    ...{ filled, whole: whole && filled > 0, dates: dates && filled > 0, distinct, counts: rows, tooLarge, sum },
    commonest: distinct === null || filled === 0 ? null : { value: distinct[most]!, rows: rows[most]! },
  };
}

/** A day of these centuries, written as yyyymmdd. */
function isDate(value: number): boolean {
  if (!(value >= 1900_01_01 && value <= 2100_12_31)) return false;
  const [month, day] = [Math.floor(value / 100) % 100, value % 100];
  return Number.isInteger(value) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
