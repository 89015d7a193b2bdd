import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** A column only numbers the rows, or has the times at which they were measured. */
export const rowIndexDoubt = defineDoubt({
  kind: 'row-index',
  code: 'row-index',
  severity: 'warning',
  figures: z.strictObject({
    column: z.union([z.string(), z.number()]),
    /** Its first number; null: it is different in each row, in no order. */
    from: z.number().nullable(),
    /** From each row to the next one. Absent: 1. */
    step: z.number().optional(),
  }),
  describe({ column, from, step }, { without }) {
    const { advice, fixes } = without([column]);
    const numbers = indexNumbers(from, step);
    const leave = advice === null ? '' : `; leave it out ${advice}`;
    const what = isCount(step)
      ? `is a row index (${numbers}), not a measurement`
      : `rises or falls by equal steps (${numbers}), as a time or a row number does: its density says nothing`;
    return { message: `column ${columnName(column)} ${what}${leave}`, fixes };
  },
  example: { columns: ['n', 'a', 'b'], rows: 40, row: (i) => [i, normal(i), normal(i, 1)] },
});

/** `0, 1, 2, …` */
function indexNumbers(from: number | null, step = 1): string {
  if (from === null) return 'different whole numbers';
  const [second, third] = [1, 2].map((steps) => Number((from + steps * step).toPrecision(DIGITS)));
  return `${from}, ${second}, ${third}, …`;
}

/** Whether the rows are counted, up or down. */
function isCount(step = 1): boolean {
  return Math.abs(step) === 1;
}

/** What says that a column numbers the rows. */
export type RowIndex =
  /** It starts at this number, and each row adds the step, which is 1 if it is absent. */
  | { readonly from: number; readonly step?: number }
  /** It has a different whole number in each row, and the name of an index, or none is left out. */
  | { readonly from: null };

/** With fewer rows, their order means nothing. */
const FEWEST_ROWS = 10;
/** Largest distance of a number from its place, in steps: numbers in files are rounded. */
const TOLERANCE = 0.02;
const DIGITS = 12;

/** @param numbers of all rows @param isNamed the column has the name of an index @returns null: it does not number the rows */
export function rowIndexOf(numbers: Float64Array, isNamed: boolean): RowIndex | null {
  const from = numbers[0] ?? Number.NaN;
  if (numbers.length < FEWEST_ROWS) return null;
  const step = stepOf(numbers);
  if (step !== null) return step === 1 ? { from } : { from, step };
  if (!numbers.every(Number.isSafeInteger)) return null;
  return (isNamed || isComplete(numbers)) && new Set(numbers).size === numbers.length ? { from: null } : null;
}

/** Why a column that numbers the rows is left out. */
export function rowIndexText({ from, ...index }: RowIndex): string {
  const step = 'step' in index ? index.step : undefined;
  return `${isCount(step) ? 'a row index' : 'equal steps, as of a time'}: ${indexNumbers(from, step)}`;
}

/** The step from each number to the next one; null: there is none. */
function stepOf(numbers: Float64Array): number | null {
  const from = numbers[0]!;
  const step = (numbers.at(-1)! - from) / (numbers.length - 1);
  const isSpaced = numbers.every((value, row) => Math.abs(value - from - row * step) <= TOLERANCE * Math.abs(step));
  return step !== 0 && isSpaced ? Number(step.toPrecision(6)) : null;
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
