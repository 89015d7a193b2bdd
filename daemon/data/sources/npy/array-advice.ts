/** What to do about numbers in an array that cannot be modeled. */
import { dataError, mismatch } from '../../files/data-error.ts';
import type { Refuse } from '../../finite-values.ts';
import type { LeaveOutOf } from '../../leave-out.ts';

export interface RefusedArray {
  readonly file: string;
  /** Axes of the array; a structured one has columns by name. */
  readonly axes: number;
  readonly isStructured: boolean;
  /** Whether another file has a row for each of its rows. */
  readonly isPaired: boolean;
  /** Absent: its numbers are no columns. */
  readonly leaveOut?: LeaveOutOf | undefined;
}

/** The key that says what happens to rows without a value. */
const MISSING = { key: 'missing', choices: ['drop'] } as const;

export function refusalOf(array: RefusedArray): Refuse {
  return ({ value, column, name, message }) => {
    const leave = array.leaveOut?.(column) ?? null;
    const also = leave === null ? '' : `; or leave the column out: ${leave.advice}`;
    const about = { text: name, ...(leave === null ? {} : { leaveOut: leave.label }) };
    if (Number.isNaN(value)) {
      return mismatch(array.file, message, `set "missing": "drop" to leave such rows out${also}`, {
        ...about,
        ...MISSING,
      });
    }
    const how = Number.isFinite(value) ? 'divide the numbers by a constant' : removed(array);
    if (leave === null) return dataError(array.file, message, how);
    return mismatch(array.file, message, `${how}${also}`, { key: 'columns', ...about });
  };
}

/** For a value that stands for a missing one. @param row as messages call it */
export function standInRefused(file: string, row: string, column: string, value: number) {
  return mismatch(
    file,
    `${row}, column ${column}: ${value} stands for a missing value ("missingValues")`,
    'set "missing": "drop" to leave such rows out',
    MISSING,
  );
}

/** In Python, where x is the array. */
function removed({ axes, isStructured, isPaired }: RefusedArray): string {
  const finite = finiteRows(axes, isStructured);
  return isPaired
    ? `remove such rows from both files: with finite = ${finite}, save x[finite], and the same rows of the context`
    : `remove such rows: x[${finite}]`;
}

function finiteRows(axes: number, isStructured: boolean): string {
  if (isStructured) return 'numpy.all([numpy.isfinite(x[name]) for name in x.dtype.names], axis=0)';
  if (axes === 1) return 'numpy.isfinite(x)';
  const others = axes === 2 ? '1' : `(${Array.from({ length: axes - 1 }, (_, k) => k + 1).join(', ')})`;
  return `numpy.isfinite(x).all(axis=${others})`;
}
