/**
 * The rows that a summary leaves out because their value is not finite. It is beside the summary's numbers, which are
 * over the other rows, and is absent if all values are finite (docs/decisions/summaries-are-over-finite-rows.md).
 */
export interface NotFinite {
  /** The sum of the other three. */
  readonly count: number;
  readonly negativeInfinity: number;
  readonly positiveInfinity: number;
  readonly nan: number;
}

/** What a single number is that JSON has as null; spelled as in CSV files. */
export type NotFiniteValue = '-inf' | 'inf' | 'nan';
