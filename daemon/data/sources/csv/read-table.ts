import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { decodeUtf8, encodingProblem } from '../../../encoding/utf8.ts';
import { dataError } from '../../files/data-error.ts';
import { guessDelimiter } from './delimiter.ts';
import { type GrowingNumbers, growingNumbers } from './growing-numbers.ts';
import { lineCounter } from './line-counter.ts';
import { type CommaKind, commaKind, parseNumber } from './number-text.ts';

export interface TableColumn {
  readonly name: string;
  /** NaN if missing, infinite if the file says so; null if the column has text. */
  readonly numbers: Float64Array | null;
  /** The first text in the column, for messages. */
  readonly firstText: { readonly line: number; readonly text: string } | null;
  /**
   * How many cells are numbers, how many text (the others have no value), how many texts are numbers with a comma, and how
   * many numbers are written with digits alone: programs write `1.0` or `1e+00` among fractions.
   */
  readonly cells: {
    readonly numbers: number;
    readonly texts: number;
    readonly commas: number;
    readonly digits: number;
  };
  /** What the commas in its numbers are; null if there are none. */
  readonly comma: CommaKind | null;
  /** All fields, if they were requested. */
  readonly texts: readonly string[] | null;
}

export interface Table {
  readonly file: string;
  readonly count: number;
  readonly columns: readonly TableColumn[];
  /** Whether a header line named the columns. */
  readonly named: boolean;
  /** The fields of the file's first record, as they are written. */
  readonly first: readonly string[];
  /** What separates the fields. */
  readonly delimiter: string;
  /** The line of the file on which each row begins, 1-based. */
  readonly lines: Float64Array;
}

export interface TableOptions {
  readonly delimiter: string;
  readonly header: 'auto' | boolean;
  /** Read at most this many rows. */
  readonly limit: number | null;
  /** Columns whose fields are also kept as text. */
  readonly texts: readonly string[];
}

interface ColumnBuilder {
  readonly name: string;
  numbers: GrowingNumbers | null;
  firstText: TableColumn['firstText'];
  readonly texts: string[] | null;
  readonly cells: { numbers: number; texts: number; commas: number; digits: number };
  comma: CommaKind | null;
}

/** A whole number as people write it. */
export const DIGITS = /^\d+$/;
/** A longer row means that the file is not CSV, or has an unclosed quote. */
const ROW_LIMIT = 2 ** 20;
const COLUMN_LIMIT = 65_536;
/** Bytes at the beginning that are used to guess the separator. */
const START = 65_536;

/**
 * Reads a CSV or TSV file (RFC 4180 quotes, UTF-8 with or without a byte order mark, empty lines skipped, blanks around
 * fields removed). A column is numeric if all its fields are.
 * @throws FlowscopeError `data` with line and column
 */
export function readTable(bytes: Uint8Array, file: string, options: TableOptions): Table {
  const problem = encodingProblem(bytes, file);
  if (problem !== null) throw dataError(file, problem.message, problem.hint);
  const delimiter =
    options.delimiter === 'auto' ? guessDelimiter(decodeUtf8(bytes.subarray(0, START))) : options.delimiter;
  const counter = lineCounter(bytes, delimiter);
  const builders: ColumnBuilder[] = [];
  const lines = growingNumbers();
  const shared = sharedTexts();
  let headed = false;
  let first: readonly string[] = [];
  const onRecord = (fields: string[], line: number): void => {
    if (builders.length === 0) {
      if (fields.length > COLUMN_LIMIT)
        throw dataError(file, `has ${fields.length} columns; the limit is ${COLUMN_LIMIT}`);
      const named = options.header === 'auto' ? !fields.some(isNumber) && fields.some(isWord) : options.header;
      for (const name of namesOf(fields, named, file)) {
        const texts = options.texts.includes(name) ? [] : null;
        const cells = { numbers: 0, texts: 0, commas: 0, digits: 0 };
        builders.push({ name, numbers: growingNumbers(), firstText: null, texts, cells, comma: null });
      }
      headed = named;
      first = fields;
      if (named) return;
    }
    if (options.limit !== null && lines.length >= options.limit) return;
    addRow(builders, { fields, line, file }, shared);
    lines.push(line);
  };
  try {
    parse(bytes, {
      delimiter,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: ROW_LIMIT,
      // The first record may be the header.
      ...(options.limit === null ? {} : { to: options.limit + 1 }),
      // Returning nothing keeps the parser from collecting the records, too.
      on_record: (fields: string[], { bytes: end }) => {
        onRecord(fields, counter.next(end));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser counts CR LF in quotes twice.
    const reason = error.message.replace(/,? at line \d+/, '').replace(/[.\s]+$/, '');
    const place = `the row that begins on line ${counter.next(bytes.length)}`;
    throw dataError(file, `${place} is not well-formed: ${reason}`, 'check quotes and the delimiter', error);
  }
  if (lines.length === 0) throw dataError(file, headed ? 'has no rows below its header' : 'is empty (no rows)');
  return {
    file,
    count: lines.length,
    lines: lines.toArray(),
    named: headed,
    first,
    delimiter,
    columns: builders.map((b) => ({ ...b, numbers: b.numbers?.toArray() ?? null })),
  };
}

/** The columns by name, for callers that look up many of them. */
export function columnsByName({ columns }: Table): ReadonlyMap<string, TableColumn> {
  return new Map(columns.map((column) => [column.name, column]));
}

/** Whether most cells with a value are numbers, with decimal points or commas. Labels are numbers now and then. */
export function isMostlyNumbers({ cells }: TableColumn): boolean {
  return cells.numbers + cells.commas > cells.texts - cells.commas;
}

function isNumber(field: string): boolean {
  return Number.isFinite(parseNumber(field) ?? Number.NaN);
}

/** A column may be called `inf`. */
function isWord(field: string): boolean {
  const value = parseNumber(field);
  return value === null || Math.abs(value) === Infinity;
}

function namesOf(fields: readonly string[], named: boolean, file: string): string[] {
  const names = fields.map((field, index) => (named && field !== '' ? field : `column${index + 1}`));
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw dataError(file, `has two columns named '${twice}'`, 'rename one in the header line');
  return names;
}

/** Texts beyond are kept as they are. */
const SHARED_TEXTS = 65_536;

/** Shares equal strings: categories have few different ones, and a string takes more memory than a number. */
function sharedTexts(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same === undefined && known.size < SHARED_TEXTS) known.set(text, text);
    return same ?? text;
  };
}

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
  readonly file: string;
}

function addRow(
  builders: readonly ColumnBuilder[],
  { fields, line, file }: Row,
  shared: (text: string) => string,
): void {
  if (fields.length !== builders.length) {
    throw dataError(file, `line ${line} has ${fields.length} fields, the first row has ${builders.length}`);
  }
  for (const [index, builder] of builders.entries()) {
    const text = fields[index]!;
    builder.texts?.push(shared(text));
    const value = parseNumber(text);
    if (value === null) {
      builder.cells.texts++;
      const kind = commaKind(text);
      if (kind !== null) builder.cells.commas++;
      // One number that is clear decides for those that may be either.
      if (builder.comma === null || builder.comma === 'either') builder.comma = kind ?? builder.comma;
      builder.numbers = null;
      builder.firstText ??= { line, text };
      continue;
    }
    if (!Number.isNaN(value)) builder.cells.numbers++;
    if (Number.isInteger(value) && DIGITS.test(text)) builder.cells.digits++;
    builder.numbers?.push(value);
  }
}
