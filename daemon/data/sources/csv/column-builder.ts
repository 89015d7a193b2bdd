/** Collects the cells of one column of a CSV file. */
import { type GrowingNumbers, growingNumbers } from './growing-numbers.ts';
import { type CommaKind, commaKind, DIGITS, parseNumber } from './number-text.ts';
import { plainNumber } from './plain-number.ts';
import type { TableColumn } from './read-table.ts';
import { ESCAPED, PLAIN, type RowFields } from './row-scanner.ts';

export interface ColumnBuilder {
  readonly name: string;
  /** A cell of the next row, from the bytes of the row's field `index`. */
  add(row: RowFields, index: number): void;
  /** The same, from its text. */
  addText(text: string, line: number): void;
  /** The column so far. */
  build(): TableColumn;
  /** The numbers since the last call, which are not kept; null if the column has text. Valid until the next cell. */
  take(): Float64Array | null;
  /** The texts since the last call as numbers of their values, which are not kept; null if texts are not kept. */
  takeTexts(): Float64Array | null;
  /** The different texts that were taken, by their numbers. */
  readonly values: readonly string[];
}

/** More different values are no categories: the last one stands for them. */
const MOST_VALUES = 65_536;

/** @param keepsTexts whether the texts of all cells are kept, too @param shared gives equal texts the same memory */
export function columnBuilder(name: string, keepsTexts: boolean, shared: (text: string) => string): ColumnBuilder {
  let numbers: GrowingNumbers | null = growingNumbers();
  let firstText: TableColumn['firstText'] = null;
  let comma: CommaKind | null = null;
  let texts: string[] | null = keepsTexts ? [] : null;
  const values: string[] = [];
  const known = new Map<string, number>();
  const numberOf = (text: string): number => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (values.length < MOST_VALUES) values.push(text);
    known.set(text, values.length - 1);
    return values.length - 1;
  };
  const cells = { numbers: 0, texts: 0, commas: 0, digits: 0 };

  const addText = (text: string, line: number): void => {
    texts?.push(shared(text));
    const value = parseNumber(text);
    if (value === null) {
      cells.texts++;
      const kind = commaKind(text);
      if (kind !== null) cells.commas++;
      // One number that is clear decides for those that may be either.
      if (comma === null || comma === 'either') comma = kind ?? comma;
      numbers = null;
      firstText ??= { line, text };
      return;
    }
    if (!Number.isNaN(value)) cells.numbers++;
    if (Number.isInteger(value) && DIGITS.test(text)) cells.digits++;
    numbers?.push(value);
  };

  return {
    name,
    add(row, index) {
      const { bytes, starts, ends } = row;
      const from = starts[index]!;
      const to = ends[index]!;
      const value = texts === null ? plainNumber(bytes, from, to) : Number.NaN;
      if (Number.isNaN(value)) {
        addText(fieldText(row, index), row.line);
        return;
      }
      cells.numbers++;
      if (Number.isInteger(value) && hasOnlyDigits(bytes, from, to)) cells.digits++;
      numbers?.push(value);
    },
    addText,
    build: () => ({ name, numbers: numbers?.toArray() ?? null, firstText, cells: { ...cells }, comma, texts }),
    take: () => numbers?.take() ?? null,
    takeTexts() {
      if (texts === null) return null;
      const taken = Float64Array.from(texts, numberOf);
      texts = [];
      return taken;
    },
    values,
  };
}

/** The text of a field: blanks around it do not belong to it unless it is quoted. */
export function fieldText({ bytes, starts, ends, kinds }: RowFields, index: number): string {
  const text = bytes.toString('utf8', starts[index], ends[index]);
  if (kinds[index] === PLAIN) return text.trim();
  return kinds[index] === ESCAPED ? text.replaceAll('""', '"') : text;
}

function hasOnlyDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  return true;
}
