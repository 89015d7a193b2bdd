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
    /** Its first number; null: it has whole numbers in no order. */
    from: z.number().nullable(),
    /** From each row to the next one. Absent: 1. */
    step: z.number().optional(),
    /** Its first numbers, where rounding has moved them from equal steps. */
    first: z.array(z.number()).readonly().optional(),
    /** How many different ones there are. Absent: all. */
    different: z.number().optional(),
  }),
  describe({ column, ...index }, { without }) {
    const { advice, fixes } = without([column]);
    const { step } = index;
    const numbers = indexNumbers(index);
    const leave = advice === null ? '' : `; leave it out ${advice}`;
    const what = isCount(step)
      ? `is a row index (${numbers}), not a measurement`
      : `rises or falls by equal steps (${numbers}), as a time or a row number does: its density says nothing`;
    return { message: `column ${columnName(column)} ${what}${leave}`, fixes };
  },
  example: { columns: ['n', 'a', 'b'], rows: 40, row: (i) => [i, normal(i), normal(i, 1)] },
});

interface IndexFigures {
  readonly from: number | null;
  readonly step?: number | undefined;
  readonly first?: readonly number[] | undefined;
  readonly different?: number | undefined;
}

/** `0, 1, 2, …` */
function indexNumbers({ from, step = 1, first, different }: IndexFigures): string {
  if (from === null) return `${different === undefined ? '' : `${different} `}different whole numbers`;
  return `${(first ?? spaced(from, step)).join(', ')}, …`;
}

/** The first numbers of equal steps. */
function spaced(from: number, step: number): readonly number[] {
  return Array.from({ length: SHOWN }, (_, steps) => rounded(from + steps * step));
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** Whether the rows are counted, up or down. */
function isCount(step = 1): boolean {
  return Math.abs(step) === 1;
}

/** What says that a column numbers the rows. */
export type RowIndex =
  /** It starts at this number, and each row adds the step, which is 1 if it is absent. */
  | { readonly from: number; readonly step?: number; readonly first?: readonly number[] }
  /**
   * It has a different whole number in each row, and the name of an index, or none is left out. Without a name, as pandas writes
   * an index, numbers may repeat: `different` of them.
   */
  | { readonly from: null; readonly different?: number };

/** How a column is called: as an identifier, or not at all in a table in which others have names. */
export type IndexName = 'identifier' | 'unnamed' | null;

/** With fewer rows, their order means nothing. */
const FEWEST_ROWS = 10;
/** Largest distance of a number from its place, in steps: numbers in files are rounded. */
const TOLERANCE = 0.02;
const DIGITS = 12;
const SHOWN = 3;
/** Share of the numbers of an index that are different, if tables were put together. */
const DIFFERENT = 0.5;

/** @param numbers of all rows @returns null: it does not number the rows */
export function rowIndexOf(numbers: Float64Array, name: IndexName): RowIndex | null {
  const from = numbers[0] ?? Number.NaN;
  if (numbers.length < FEWEST_ROWS) return null;
  const step = stepOf(numbers);
  if (step !== null) return step === 1 ? { from } : { from, step, ...unevenStart(numbers, step) };
  if (!numbers.every(Number.isSafeInteger)) return null;
  const different = new Set(numbers).size;
  if (different === numbers.length) return name !== null || isComplete(numbers) ? { from: null } : null;
  const isIndex = name === 'unnamed' && different >= DIFFERENT * numbers.length && numbers.every((value) => value >= 0);
  return isIndex ? { from: null, different } : null;
}

/** The first whole numbers of times that were rounded to them. */
function unevenStart(numbers: Float64Array, step: number): { readonly first?: readonly number[] } {
  const first = [...numbers.subarray(0, SHOWN)];
  const isEven = spaced(first[0]!, step).every((value, i) => value === first[i]);
  return isEven || !numbers.every(Number.isSafeInteger) ? {} : { first };
}

/** Why a column that numbers the rows is left out. */
export function rowIndexText(index: RowIndex): string {
  const step = 'step' in index ? index.step : undefined;
  return `${isCount(step) ? 'a row index' : 'equal steps, as of a time'}: ${indexNumbers(index)}`;
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
