/** Builds a table from the bytes of a CSV file, as they arrive. */
import { isUtf8 } from 'node:buffer';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { beginningProblem, decodeUtf8, type EncodingProblem, lineBreaks, notUtf8 } from '../../../encoding/utf8.ts';
import { dataError } from '../../files/data-error.ts';
import { type ColumnBuilder, columnBuilder, fieldText } from './column-builder.ts';
import { guessDelimiter } from './delimiter.ts';
import { growingNumbers } from './growing-numbers.ts';
import { lineCounter } from './line-counter.ts';
import { lineIndex } from './line-index.ts';
import { parseNumber } from './number-text.ts';
import type { Table, TableOptions } from './read-table.ts';
import { isScannable, type RowFields, type RowScanner, rowScanner } from './row-scanner.ts';
import type { TableFacts } from './stored-table.ts';

/** A longer row means that the file is not CSV, or has an unclosed quote. */
const ROW_LIMIT = 2 ** 20;
const COLUMN_LIMIT = 65_536;
/** Bytes at the beginning that are used to guess the separator. */
const START = 65_536;
const LINE_FEED = 0x0a;
/** The byte order mark of UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

export interface TableBuilder {
  /**
   * The next bytes of the file, which are not changed afterwards. At least 64 KiB of the file, or all of it, come first.
   * @param last whether no bytes follow
   * @throws FlowscopeError `data` with line and column
   */
  push(bytes: Uint8Array, last: boolean): void;
  /** Whether all rows that are wanted were read: what follows does not matter. */
  readonly full: boolean;
  /** Numbers that are kept. */
  readonly kept: number;
  /** Numbers of a row that `take` gives; 0 before the first row. */
  readonly width: number;
  /** The table of the rows so far. @throws FlowscopeError `data` if it has no rows */
  build(): Table;
  /**
   * The rows since the last call, which are not kept: numbers of all columns (NaN in a column with text), then the numbers of
   * the texts of those columns whose texts are kept, row-major.
   */
  take(): Float64Array;
  /** Facts about all rows that were taken. @throws as `build` */
  facts(): TableFacts;
}

export function tableBuilder(file: string, options: TableOptions): TableBuilder {
  let columns: ColumnBuilder[] = [];
  const lines = growingNumbers();
  const taken = { rows: 0, lines: lineIndex() };
  const shared = sharedTexts();
  let headed = false;
  let first: readonly string[] = [];
  let delimiter = options.delimiter;
  /** null: the rest of the file needs the complete parser. */
  let scanner: RowScanner | null = null;
  let begun = false;
  let full = false;
  /** Bytes from the beginning of a row that was not complete, or of the first one for the complete parser. */
  let rest: Uint8Array[] = [];
  /** How many of these bytes are known to be UTF-8. */
  let checked = 0;
  /** Line on which they begin, and how lines end. */
  let line = 1;
  let ending: RowScanner['ending'] = null;

  const count = () => taken.rows + lines.length;
  const isFull = () => options.limit !== null && count() >= options.limit;
  const checkRows = () => {
    if (count() === 0) throw dataError(file, headed ? 'has no rows below its header' : 'is empty (no rows)');
  };

  /** @returns whether the row is the header */
  const begin = (fields: readonly string[]): boolean => {
    if (fields.length > COLUMN_LIMIT)
      throw dataError(file, `has ${fields.length} columns; the limit is ${COLUMN_LIMIT}`);
    const named = options.header === 'auto' ? !fields.some(isNumber) && fields.some(isWord) : options.header;
    columns = namesOf(fields, named, file).map((name) => columnBuilder(name, options.texts.includes(name), shared));
    headed = named;
    first = fields;
    return named;
  };
  const checkCount = (count: number, line: number): void => {
    if (count === columns.length) return;
    const advice = count > columns.length ? 'quote fields that contain the separator' : 'fill in the missing fields';
    const message = `line ${line} has ${count} fields, the first row has ${columns.length}`;
    throw dataError(file, message, `${advice}, or remove the line`);
  };
  const onRow = (row: RowFields): boolean => {
    const { count, line } = row;
    if (columns.length === 0 && begin(Array.from({ length: count }, (_, i) => fieldText(row, i)))) return true;
    checkCount(count, line);
    for (let i = 0; i < count; i++) columns[i]!.add(row, i);
    lines.push(line);
    return !isFull();
  };
  const onRecord = (fields: readonly string[], line: number): void => {
    if (columns.length === 0 && begin(fields)) return;
    if (isFull()) return;
    checkCount(fields.length, line);
    for (const [i, column] of columns.entries()) column.addText(fields[i]!, line);
    lines.push(line);
  };
  const refuse = (problem: EncodingProblem | null): void => {
    if (problem !== null) throw dataError(file, problem.message, problem.hint);
  };
  const checkText = (all: Uint8Array, end: number): void => {
    const added = all.subarray(checked, end);
    if (!isUtf8(added)) refuse(notUtf8(added, file, line + lineBreaks(all, 0, checked)));
    checked = end;
  };
  const parseRest = (bytes: Uint8Array): void => {
    const counter = lineCounter(bytes, delimiter, line);
    try {
      parse(bytes, {
        delimiter,
        bom: true,
        trim: true,
        skip_empty_lines: true,
        relax_column_count: true,
        max_record_size: ROW_LIMIT,
        ...(ending === null ? {} : { record_delimiter: ending }),
        // The first record may be the header.
        ...(options.limit === null ? {} : { to: options.limit - count() + (columns.length === 0 ? 1 : 0) }),
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
  };

  return {
    get full() {
      return full;
    },
    push(bytes, last) {
      if (full) return;
      if (!begun) {
        begun = true;
        refuse(beginningProblem(bytes, file));
        if (delimiter === 'auto') delimiter = guessDelimiter(decodeUtf8(bytes.subarray(0, START)));
        if (isScannable(delimiter)) {
          scanner = rowScanner(delimiter, ROW_LIMIT);
          if (MARK.every((byte, i) => bytes[i] === byte)) bytes = bytes.subarray(MARK.length);
        }
      }
      rest.push(bytes);
      if (scanner === null && !last) return;
      const all = rest.length === 1 ? asBuffer(bytes) : Buffer.concat(rest);
      const end = last ? all.length : all.lastIndexOf(LINE_FEED) + 1;
      checkText(all, end);
      if (scanner !== null) {
        const found = scanner.scan(all.subarray(0, end), last, onRow);
        const at = found.at;
        ({ line, ending } = scanner);
        full = found.state === 'ended';
        if (found.state === 'irregular') scanner = null;
        rest = full ? [] : [all.subarray(at)];
        checked = end - at;
      }
      if (scanner !== null || !last) return;
      parseRest(Buffer.concat(rest));
      rest = [];
    },
    build() {
      checkRows();
      return {
        file,
        count: lines.length,
        lines: lines.toArray(),
        named: headed,
        first,
        delimiter,
        columns: columns.map((column) => column.build()),
      };
    },
    get kept() {
      return lines.length * columns.length;
    },
    get width() {
      return columns.length + columns.filter(({ name }) => options.texts.includes(name)).length;
    },
    take() {
      const rows = lines.length;
      const parts = [
        ...columns.map((column) => column.take()),
        ...columns.flatMap((column) => column.takeTexts() ?? []),
      ];
      const width = parts.length;
      const out = new Float64Array(rows * width);
      for (const [j, part] of parts.entries()) {
        for (let i = 0, at = j; i < rows; i++, at += width) out[at] = part === null ? Number.NaN : part[i]!;
      }
      for (const line of lines.take()) taken.lines.push(line);
      taken.rows += rows;
      return out;
    },
    facts() {
      checkRows();
      return {
        count: taken.rows,
        named: headed,
        first: [...first],
        delimiter,
        lines: taken.lines.runs(),
        columns: columns.map((column) => {
          const { name, numbers, firstText, cells, comma, texts } = column.build();
          const values = texts === null ? null : [...column.values];
          return { name, isText: numbers === null, firstText, cells, comma, values };
        }),
      };
    },
  };
}

/** The columns' names: those of the header, or numbers. @throws FlowscopeError `data` if two are equal */
function namesOf(fields: readonly string[], named: boolean, file: string): string[] {
  const names = fields.map((field, index) => (named && field !== '' ? field : `column${index + 1}`));
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw dataError(file, `has two columns named '${twice}'`, 'rename one in the header line');
  return names;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isNumber(field: string): boolean {
  return Number.isFinite(parseNumber(field) ?? Number.NaN);
}

/** A column may be called `inf`. */
function isWord(field: string): boolean {
  const value = parseNumber(field);
  return value === null || Math.abs(value) === Infinity;
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
