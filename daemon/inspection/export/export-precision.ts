/** Decides whether an exported file is close enough to the engine, and if not, explains why. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Largest |file − engine|/max(1, |engine|) with which a file is still written. */
export const EXPORT_TOLERANCE = 1e-3;

/** A column whose numbers are float32 in the file's inputs or outputs. */
export interface ColumnRounding {
  readonly column: string;
  readonly mean: number;
  readonly std: number;
  /** The largest error from rounding to float32, in standard deviations of the flow's units. */
  readonly error: number;
  /** The value with this error, and the mean and standard deviation of all values. */
  readonly worst: number;
  readonly center: number;
  readonly spread: number;
}

/** @param values in data units, row-major [n, columns.length] */
export function roundingOf(
  values: ArrayLike<number>,
  columns: readonly { readonly column: string; readonly mean: number; readonly std: number }[],
): ColumnRounding[] {
  const width = columns.length;
  return columns.map((column, j) => {
    let [error, worst] = [0, 0];
    const own: number[] = [];
    for (let at = j; at < values.length; at += width) {
      const value = values[at]!;
      own.push(value);
      const off = Math.abs(Math.fround(value) - value) / column.std;
      if (off > error) [error, worst] = [off, value];
    }
    const center = own.reduce((sum, value) => sum + value / own.length, 0);
    const spread = Math.sqrt(own.reduce((sum, value) => sum + (value - center) ** 2 / own.length, 0));
    return { ...column, error, worst, center, spread };
  });
}

export interface Exactness {
  /** Largest |file − engine|/max(1, |engine|). */
  readonly maxError: number;
  /** The same for the engine with its inputs and outputs rounded to float32: no file could do better. */
  readonly unavoidable: number;
  readonly columns: readonly ColumnRounding[];
}

/** @throws FlowscopeError `inexact-export` for a file that is not close enough */
export function checkExactness({ maxError, unavoidable, columns }: Exactness): void {
  if (maxError <= EXPORT_TOLERANCE) return;
  const difference = `the file would differ from the engine by ${maxError.toPrecision(2)} (relative; the limit is ${EXPORT_TOLERANCE})`;
  const most = Math.max(0, ...columns.map(({ error }) => error));
  // Rounding explains the difference; it may come from several columns.
  const guilty = unavoidable > EXPORT_TOLERANCE ? columns.filter(({ error }) => error > 0 && error >= most / 10) : [];
  const [first] = guilty.toSorted((a, b) => b.error - a.error);
  if (first === undefined) {
    throw new FlowscopeError(
      'inexact-export',
      `Nothing was exported: ${difference}, because the layers of this checkpoint amplify the rounding of float32.`,
      {
        hint: '`flowscope inspect RUN` shows the round-trip error of each layer. Export another checkpoint (--checkpoint), or train again with a lower learning rate.',
      },
    );
  }
  const names = guilty.map(({ column }) => column);
  const shown = names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
  const { column, worst: value, spread } = first;
  throw new FlowscopeError(
    'inexact-export',
    `Nothing was exported: ${difference}, because float32, the type of its inputs and outputs, cannot hold ${names.length > 1 ? 'columns' : 'column'} ${shown}. ${column} has values such as ${short(value)}, where float32 numbers are ${short(spacing(value))} apart; the standard deviation of the column is ${short(spread)}.`,
    { hint: hintFor(guilty) },
  );
}

/** Without a shift and a scale, values that vary a lot reach the layers as they are. */
function hintFor(guilty: readonly ColumnRounding[]): string {
  const raw = guilty.filter(({ mean, std, center, spread }) => mean === 0 && std === 1 && Math.abs(center) <= spread);
  if (raw.length > 0)
    return 'Set "standardize": true in "data", so that the layers get small numbers, train again, and export that run.';
  const shifts = guilty.map((own) => `${offset(own)} from ${own.column}`).join(', ');
  return `Subtract a constant near the mean (${shifts}) in the data file, train again, and export that run. Apply the same shift to the inputs of the exported model.`;
}

/** Distance between neighboring float32 numbers near `value`. */
function spacing(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23);
}

/** A number with few digits near the mean; after subtracting it, float32 can represent the column's variation. */
function offset({ center, spread }: ColumnRounding): number {
  for (let digits = 1; digits < 17; digits++) {
    const candidate = Number(center.toPrecision(digits));
    if (Math.abs(candidate - center) <= 10 * spread) return candidate;
  }
  return center;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
