/** Collects the cells of one column of a CSV file. */

import type { MissingValue, StandIns } from '../../missing/missing-values.ts';
import { formCounter } from './number-forms.ts';
import { numberRange } from './number-range.ts';
import { type CommaKind, commaKind, DIGITS, PADDED, parseNumber } from './number-text.ts';
import { plainNumber } from './plain-number.ts';
import type { TableColumn } from './read-table.ts';
import { ESCAPED, PLAIN, type RowFields } from './row-scanner.ts';
import { textNumbers } from './text-numbers.ts';

/** Facts about cells of one column that are plain numbers. */
export interface PlainCells {
  readonly numbers: number;
  /** How many of them are written with digits alone, and how many of these with zeros at the beginning. */
  readonly digits: number;
  readonly padded: number;
  /** NaN without any. */
  readonly low: number;
  readonly high: number;
}

export interface ColumnBuilder {
  readonly name: string;
  /** Whether its texts are kept. */
  readonly keepsTexts: boolean;
  /** A cell of the next row, from the bytes of the row's field `index`. @returns as `addText` */
  add(row: RowFields, index: number): number;
  /** The same, from its text. @returns its number; NaN if it is none, or missing */
  addText(text: string, line: number): number;
  /** Makes numbers of a column of rows NaN that stand for missing ones. @param values,digits row-major @param place `line` of the first row */
  dropStandIns(
    values: Float64Array,
    digits: Uint8Array,
    place: { readonly from: number; readonly width: number; readonly line: number },
  ): void;
  /** Counts cells that were read elsewhere, and are plain numbers. */
  count(cells: PlainCells): void;
  /** The smallest and the largest number; null if there is none, or an infinite one. */
  readonly range: [low: number, high: number] | null;
  /** The column so far. @param numbers of its cells, which columns with text have not */
  build(numbers: () => Float64Array): TableColumn;
  /** The texts since the last call as numbers of their values, which are not kept; null if texts are not kept. */
  takeTexts(): Float64Array | null;
  /** The different texts that were taken, by their numbers. */
  readonly values: readonly string[];
}

export interface ColumnOptions {
  /** Whether the texts of all cells are kept, too. */
  readonly keepsTexts: boolean;
  /** Gives equal texts the same memory. */
  readonly shared: (text: string) => string;
  /** A cell with one of them has no value. null: there are none. */
  readonly standIns: StandIns | null;
}

export function columnBuilder(name: string, { keepsTexts, shared, standIns }: ColumnOptions): ColumnBuilder {
  let isNumeric = true;
  const range = numberRange();
  let firstText: TableColumn['firstText'] = null;
  let comma: CommaKind | null = null;
  let texts: string[] | null = keepsTexts ? [] : null;
  const { numberOf, values } = textNumbers();
  const cells = { numbers: 0, texts: 0, commas: 0, digits: 0, padded: 0 };
  let missing = 0;
  /** The first different texts. */
  const few = new Set<string>();
  /** What stood for missing values. */
  const stood = new Set<MissingValue>();
  const forms = formCounter();

  let firstStandIn: TableColumn['cells']['firstStandIn'];
  const noValue = (cell: MissingValue, line: number): number => {
    stood.add(cell);
    if (firstStandIn === undefined || line < firstStandIn.line) firstStandIn = { line, text: String(cell) };
    missing++;
    return Number.NaN;
  };
  const addText = (text: string, line: number): number => {
    if (standIns?.hasText(text) === true) {
      texts?.push('');
      return noValue(text, line);
    }
    texts?.push(shared(text));
    const value = parseNumber(text);
    if (value === null) {
      cells.texts++;
      const kind = commaKind(text);
      if (kind !== null) cells.commas++;
      else forms.add(text);
      // One number that is clear decides for those that may be either.
      if (comma === null || comma === 'either') comma = kind ?? comma;
      isNumeric = false;
      firstText ??= { line, text };
      if (few.size <= MOST_FEW) few.add(text);
      return Number.NaN;
    }
    if (!Number.isNaN(value)) cells.numbers++;
    if (Number.isInteger(value) && DIGITS.test(text)) {
      cells.digits++;
      if (PADDED.test(text)) cells.padded++;
    }
    range.add(value);
    return value;
  };

  return {
    name,
    keepsTexts,
    add(row, index) {
      const { bytes, starts, ends } = row;
      const from = starts[index]!;
      const to = ends[index]!;
      const value = texts === null ? plainNumber(bytes, from, to) : Number.NaN;
      if (Number.isNaN(value)) return addText(fieldText(row, index), row.line);
      if (standIns?.hasNumber(value) === true) return noValue(value, row.line);
      cells.numbers++;
      if (Number.isInteger(value) && hasOnlyDigits(bytes, from, to)) {
        cells.digits++;
        if (bytes[from] === ZERO && to - from > 1) cells.padded++;
      }
      range.add(value);
      return value;
    },
    addText,
    dropStandIns(values, digits, { from, width, line }) {
      if (standIns === null) return;
      for (let at = from; at < values.length; at += width) {
        if (!standIns.hasNumber(values[at]!)) continue;
        values[at] = noValue(values[at]!, line + (at - from) / width);
        digits[at] = 0;
      }
    },
    count(plain) {
      cells.numbers += plain.numbers;
      cells.digits += plain.digits;
      cells.padded += plain.padded;
      range.add(plain.low);
      range.add(plain.high);
    },
    get range() {
      return range.ends();
    },
    build: (numbers) => ({
      ...{ name, numbers: isNumeric ? numbers() : null, firstText, comma, texts },
      cells: {
        ...cells,
        ...(standIns === null
          ? {}
          : { standIns: missing, standInValues: [...new Set([...stood].flatMap(standIns.like))], firstStandIn }),
      },
      form: forms.found(),
      fewTexts: fewOf(few),
    }),
    takeTexts() {
      if (texts === null) return null;
      const taken = Float64Array.from(texts, numberOf);
      texts = [];
      return taken;
    },
    values,
  };
}

/** Longer texts say more than that a value is missing. */
const LONGEST_FEW = 20;
const MOST_FEW = 3;

function fewOf(texts: ReadonlySet<string>): readonly string[] | null {
  if (texts.size === 0 || texts.size > MOST_FEW) return null;
  return [...texts].every(({ length }) => length <= LONGEST_FEW) ? [...texts] : null;
}

/** The text of a field: blanks around it do not belong to it unless it is quoted. */
export function fieldText({ bytes, starts, ends, kinds }: RowFields, index: number): string {
  const text = bytes.toString('utf8', starts[index], ends[index]);
  if (kinds[index] === PLAIN) return text.trim();
  return kinds[index] === ESCAPED ? text.replaceAll('""', '"') : text;
}

const ZERO = 0x30;

function hasOnlyDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  return true;
}
