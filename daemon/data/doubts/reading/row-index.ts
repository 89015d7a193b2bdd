import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** A column only numbers the rows. */
export const rowIndexDoubt = defineDoubt({
  kind: 'row-index',
  code: 'row-index',
  severity: 'warning',
  figures: z.strictObject({
    column: z.union([z.string(), z.number()]),
    /** Its first number; null: it is different in each row, in no order. */
    from: z.number().nullable(),
    /** From each row to the next one. Absent: 1. */
    step: z.literal(-1).optional(),
  }),
  describe({ column, from, step }, { without }) {
    const { advice, fixes } = without([column]);
    const numbers = indexNumbers(from, step);
    const leave = advice === null ? '' : `; leave it out ${advice}`;
    return { message: `column ${columnName(column)} is a row index (${numbers}), not a measurement${leave}`, fixes };
  },
  example: { columns: ['n', 'a', 'b'], rows: 40, row: (i) => [i, normal(i), normal(i, 1)] },
});

/** `0, 1, 2, …` */
function indexNumbers(from: number | null, step: 1 | -1 = 1): string {
  if (from === null) return 'different whole numbers';
  return `${from}, ${from + step}, ${from + 2 * step}, …`;
}

/** What says that a column numbers the rows. */
export type RowIndex =
  /** It counts them, starting at this number, up or down. */
  | { readonly from: number; readonly step?: -1 }
  /** It has a different whole number in each row, and the name of an index, or none is left out. */
  | { readonly from: null };

/** With fewer rows, their order means nothing. */
const FEWEST_ROWS = 10;

/** @param numbers of all rows @param isNamed the column has the name of an index @returns null: it does not number the rows */
export function rowIndexOf(numbers: Float64Array, isNamed: boolean): RowIndex | null {
  const from = numbers[0] ?? Number.NaN;
  if (numbers.length < FEWEST_ROWS || !Number.isSafeInteger(from)) return null;
  const step = stepOf(numbers);
  if (step !== null) return step === 1 ? { from } : { from, step: -1 };
  if (!numbers.every(Number.isSafeInteger)) return null;
  return (isNamed || isComplete(numbers)) && new Set(numbers).size === numbers.length ? { from: null } : null;
}

/** Why a column that numbers the rows is left out. */
export function rowIndexText(index: RowIndex): string {
  return `a row index: ${indexNumbers(index.from, index.from === null ? undefined : index.step)}`;
}

/** 1 or −1 if each number differs by it from the one before. Other steps are those of times, or places. */
function stepOf(numbers: Float64Array): number | null {
  const from = numbers[0]!;
  const step = numbers[1]! - from;
  return Math.abs(step) === 1 && numbers.every((value, row) => value === from + row * step) ? step : null;
}

/** Whether different whole numbers are all those from the first to the last, so that they only name the rows. */
function isComplete(numbers: Float64Array): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of numbers) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low === numbers.length - 1;
}
