/** Counting stops at this many different values. */
const DISTINCT_LIMIT = 1000;

/** What the numbers of a column are like. */
export interface ColumnProfile {
  /** Rows with a value. */
  readonly filled: number;
  /** Whether all values are whole numbers. */
  readonly whole: boolean;
  /** Different values in ascending order; null if there are more than a thousand. */
  readonly distinct: Float64Array | null;
  /** The value that occurs most often, and in how many rows; of more than a thousand values, none does. */
  readonly commonest: { readonly value: number; readonly rows: number } | null;
  /** The first row whose value is infinite or exceeds float32; -1 if there is none. */
  readonly tooLarge: number;
}

/** Profile of `count` numbers, NaN where there is no value. */
export function columnProfile(count: number, at: (row: number) => number): ColumnProfile {
  let [filled, tooLarge, whole] = [0, -1, true];
  let counts: Map<number, number> | null = new Map();
  for (let row = 0; row < count; row++) {
    const value = at(row);
    if (Number.isNaN(value)) continue;
    filled++;
    // Every float64 beyond 2⁵³ is whole, which says nothing about the measured quantity.
    whole = whole && Number.isSafeInteger(value);
    if (tooLarge < 0 && !Number.isFinite(Math.fround(value))) tooLarge = row;
    if (counts === null) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > DISTINCT_LIMIT) counts = null;
  }
  let commonest: ColumnProfile['commonest'] = null;
  for (const [value, rows] of counts ?? []) if (rows > (commonest?.rows ?? 0)) commonest = { value, rows };
  return {
    filled,
    whole: whole && filled > 0,
    distinct: counts && Float64Array.from(counts.keys()).sort(),
    commonest,
    tooLarge,
  };
}
