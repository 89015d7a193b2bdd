/** One column of a file with typed columns. */
import type { MissingValue, StandIns } from '../../missing/missing-values.ts';
import { formCounter } from '../csv/number-forms.ts';
import { type NumberRange, numberRange } from '../csv/number-range.ts';
import { NESTED } from '../csv/read-table.ts';
import type { StoredFacts } from '../csv/stored-table.ts';
import { textNumbers } from '../csv/text-numbers.ts';

/** Cells of a column by their numbers: numbers, texts, dates, null … */
export type Cells = ArrayLike<unknown> | ((row: number) => unknown);

export interface CellRange {
  readonly cells: Cells;
  readonly from: number;
  readonly to: number;
}

/** Where cells are written: `values[at + i · width]`, and the numbers of their texts, if they are kept, at `textAt` + i · width. */
export interface CellPlace {
  readonly values: Float64Array;
  readonly width: number;
  readonly at: number;
  readonly textAt: number;
}

export interface TypedColumn {
  readonly name: string;
  readonly keepsTexts: boolean;
  /** The next cells. A cell without a number is NaN. */
  add(range: CellRange, place: CellPlace): void;
  facts(): StoredFacts['columns'][number];
}

/**
 * A column is numeric if all its values are. @param keepsTexts whether the texts of all cells are kept, too
 * @param standIns a cell with one of them has no value; null: there are none
 */
export function typedColumn(name: string, keepsTexts: boolean, standIns: StandIns | null): TypedColumn {
  const texts = keepsTexts ? textNumbers() : null;
  const cells = { numbers: 0, texts: 0, commas: 0, digits: 0, padded: 0 };
  let firstText: { line: number; text: string } | null = null;
  const range = numberRange();
  const forms = formCounter();
  let row = 0;
  let missing = 0;
  /** What stood for missing values. */
  const stood = new Set<MissingValue>();
  let firstStandIn: { line: number; text: string } | undefined;
  const isMissing = (value: unknown, line: number): boolean => {
    if (standIns === null) return false;
    const number = numberOf(value);
    const written = number ?? textOf(value);
    const isOne = typeof written === 'number' ? standIns.hasNumber(written) : standIns.hasText(written);
    if (!isOne) return false;
    stood.add(written);
    firstStandIn ??= { line, text: String(written) };
    missing++;
    return true;
  };
  const addOne = (cell: unknown, { values }: CellPlace, at: number, textAt: number): void => {
    const value = isMissing(cell, row) ? null : cell;
    const number = numberOf(value);
    values[at] = number ?? Number.NaN;
    if (number === null) {
      cells.texts++;
      const text = textOf(value);
      forms.add(text);
      firstText ??= { line: row, text };
    } else if (!Number.isNaN(number)) {
      cells.numbers++;
      range.add(number);
    }
    if (texts !== null) values[textAt] = texts.numberOf(textOf(value));
    row++;
  };
  return {
    name,
    keepsTexts,
    add({ cells: own, from, to }, place) {
      let { at, textAt } = place;
      const { values, width } = place;
      if (texts === null && isNumbers(own)) {
        const part = own.subarray(from, to);
        if (standIns === null) cells.numbers += copyNumbers(part, values, { at, width, range });
        else {
          const numbers = Float64Array.from(part, (value, i) => (isMissing(value, row + i) ? Number.NaN : value));
          cells.numbers += copyNumbers(numbers, values, { at, width, range });
        }
        row += to - from;
        return;
      }
      const cell = typeof own === 'function' ? own : (index: number) => own[index];
      for (let i = from; i < to; i++, at += width, textAt += width) addOne(cell(i), place, at, textAt);
    },
    facts: () => ({
      ...{ name, isText: firstText !== null, firstText, comma: null, form: forms.found() },
      cells: {
        ...cells,
        ...(standIns === null
          ? {}
          : { standIns: missing, standInValues: [...new Set([...stood].flatMap(standIns.like))], firstStandIn }),
      },
      range: range.ends(),
      values: texts === null ? null : [...texts.values],
    }),
  };
}

type Numbers =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

function isNumbers(cells: Cells): cells is Numbers {
  return (
    ArrayBuffer.isView(cells) &&
    !(cells instanceof BigInt64Array || cells instanceof BigUint64Array || cells instanceof DataView)
  );
}

/** @returns how many of them are not NaN */
function copyNumbers(
  from: Numbers,
  to: Float64Array,
  { at: start, width, range }: { readonly at: number; readonly width: number; readonly range: NumberRange },
): number {
  let count = 0;
  for (let i = 0, at = start; i < from.length; i++, at += width) {
    const value = from[i]!;
    to[at] = value;
    range.add(value);
    if (!Number.isNaN(value)) count++;
  }
  return count;
}

/** NaN if there is no value, null if it is none. Whole numbers beyond 2⁵³ are rounded. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value === null || value === undefined ? Number.NaN : null;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  // Lists and structures.
  return typeof value === 'object' ? NESTED : String(value);
}
