import type { MissingEntry, MissingValue } from '../../missing/missing-values.ts';
import { type FormKind, formWords } from './number-forms.ts';
import type { CommaKind } from './number-text.ts';
import { tableBuilder } from './table-builder.ts';

export interface TableColumn {
  readonly name: string;
  /** NaN if missing, infinite if the file says so; null if the column has text. */
  readonly numbers: Float64Array | null;
  /** The first text in the column, for messages. */
  readonly firstText: { readonly line: number; readonly text: string } | null;
  /**
   * How many cells are numbers, how many text (the others have no value), how many texts are numbers with a comma, and how
   * many numbers are written with digits alone: programs write `1.0` or `1e+00` among fractions. `padded` of these begin with
   * zeros, as codes do.
   */
  readonly cells: {
    readonly numbers: number;
    readonly texts: number;
    readonly commas: number;
    readonly digits: number;
    readonly padded: number;
    /** How many have a value of `missingValues`. Absent: there are none for this column. */
    readonly standIns?: number | undefined;
    /** Which of these values; absent as above. */
    readonly standInValues?: readonly MissingValue[] | undefined;
    /** The first cell with one of them. Absent: there is none. */
    readonly firstStandIn?: { readonly line: number; readonly text: string } | undefined;
  };
  /** Its different texts, if they are few and short. Absent, or null: they are not. */
  readonly fewTexts?: readonly string[] | null;
  /** How the first text is written, and how many cells are; null, or absent: it is just text. */
  readonly form?: ColumnForm | null;
  /** What the commas in its numbers are; null if there are none. */
  readonly comma: CommaKind | null;
  /** All fields, if they were requested. */
  readonly texts: readonly string[] | null;
}

export interface ColumnForm {
  readonly kind: FormKind;
  readonly count: number;
}

export interface Table {
  readonly file: string;
  readonly count: number;
  readonly columns: readonly TableColumn[];
  /** Whether a header line, or a comment, named the columns. */
  readonly named: boolean;
  /** The fields of the file's first record, as they are written. */
  readonly first: readonly string[];
  /** What separates the fields. */
  readonly delimiter: string;
  /** Lines above the table that begin with a number sign, and the one that names the columns. Absent: there are none. */
  readonly comments?: { readonly lines: number; readonly names: number | null };
  /** The line of the file on which each row begins, 1-based. */
  readonly lines: Float64Array;
  /** Set for a file that has no lines: `lines`, and the lines of texts, are then numbers of rows, from 0. */
  readonly hasLines?: false;
}

export interface TableOptions {
  readonly delimiter: string;
  readonly header: 'auto' | boolean;
  /** Read at most this many rows. */
  readonly limit: number | null;
  /** Columns whose fields are also kept as text. */
  readonly texts: readonly string[];
  readonly missingValues?: readonly MissingEntry[] | undefined;
}

/**
 * Reads a CSV or TSV file (RFC 4180 quotes, UTF-8 with or without a byte order mark, empty lines skipped, blanks around
 * fields removed). A column is numeric if all its fields are.
 * @throws FlowscopeError `data` with line and column
 */
export function readTable(bytes: Uint8Array, file: string, options: TableOptions): Table {
  const builder = tableBuilder(file, options);
  builder.push(bytes, true);
  return builder.build();
}

/** Where a row is in the file, for messages. @param line one of `lines` */
export function placeOf({ hasLines }: { readonly hasLines?: false | undefined }, line: number): string {
  return hasLines === false ? `row ${line} (counted from 0)` : `line ${line}`;
}

/** The columns by name, for callers that look up many of them. */
export function columnsByName({ columns }: Table): ReadonlyMap<string, TableColumn> {
  return new Map(columns.map((column) => [column.name, column]));
}

/** What stands for lists and structures in messages. */
export const NESTED = '(nested values)';

/** Whether a column has lists or structures, of which nothing can be modelled. */
export function isNested({ firstText }: Pick<TableColumn, 'firstText'>): boolean {
  return firstText?.text === NESTED;
}

/** Whether most cells with a value are numbers, however they are written. Labels are numbers now and then. */
export function isMostlyNumbers(column: Pick<TableColumn, 'cells' | 'form'>): boolean {
  const { cells } = column;
  const written = cells.commas + (formOfNumbers(column)?.count ?? 0);
  return cells.numbers + written > cells.texts - written;
}

/** How its texts are written, if at least half of them are numbers written in the same way, other than with commas alone. */
export function formOfNumbers({ cells, form }: Pick<TableColumn, 'cells' | 'form'>): ColumnForm | null {
  if (form == null || formWords(form.kind) === null || 2 * form.count < cells.texts) return null;
  return form;
}

/** Whether its texts are dates or times of day. */
export function hasDates({ cells, form }: Pick<TableColumn, 'cells' | 'form'>): boolean {
  return form != null && formWords(form.kind) === null && 2 * form.count >= cells.texts;
}

/** Texts that probably mark missing numbers in a column: few, and without digits. */
export function standInTexts({ fewTexts }: TableColumn): readonly string[] | null {
  return fewTexts?.every((text) => !/\d/.test(text)) ? fewTexts : null;
}
