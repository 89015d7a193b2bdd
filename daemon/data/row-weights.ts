import { mismatch } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';

/** Sums of as many weights as a file can have are finite. */
const LARGEST = 1e300;

/**
 * @param column for messages
 * @returns the same weights
 * @throws FlowscopeError `data`, with the row, for a weight that is negative, not finite or extremely large
 */
export function checkWeights(weights: Float64Array, column: string, { file, place }: RowSource): Float64Array {
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight <= LARGEST));
  if (bad < 0) return weights;
  const value = weights[bad]!;
  const what =
    value < 0
      ? 'a weight must be ≥ 0'
      : Number.isFinite(value)
        ? 'a weight must be ≤ 1e300'
        : 'a weight must be a finite number';
  throw mismatch(
    file,
    `${place(bad)}, column ${column}: ${value} is not a valid weight: ${what}`,
    'correct the value or remove the row, choose another column as "weight", or remove the key',
    { key: 'weight', choices: [] },
  );
}
