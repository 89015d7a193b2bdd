/** Builds a table from the bytes of a CSV file, as they arrive. */
import { isUtf8 } from 'node:buffer';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { beginningProblem, type EncodingProblem, lineBreaks, notUtf8 } from '../../../encoding/utf8.ts';
import { dataError } from '../../files/data-error.ts';
import { otherFormat } from '../../files/other-formats.ts';
import { tabsForBlanks } from './blank-fields.ts';
import { WHITESPACE } from './delimiter.ts';
import { type RowKernel, rowKernel } from './kernel/row-kernel.ts';
import { lineCounter } from './line-counter.ts';
import type { Table, TableOptions } from './read-table.ts';
import { isScannable, type RowScanner, rowScanner } from './row-scanner.ts';
import type { TableFacts } from './stored-table.ts';
import { type TableRecords, tableRecords } from './table-records.ts';
import { type TopComments, tableTop } from './table-top.ts';

/** A longer row means that the file is not CSV, or has an unclosed quote. */
const ROW_LIMIT = 2 ** 20;
/** 64 KiB. */
const KERNEL_FROM = 2 ** 16;
/** Rows that are not plain before plain ones are looked for again. */
const MOST_PATIENCE = 4096;
const LINE_FEED = 0x0a;
/** The byte order mark of UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

export interface TableBuilder {
  /**
   * The next bytes of the file, which are not kept. At least 64 KiB of the file, or all of it, come first.
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
   * The rows since the last call, which are not kept: numbers of all columns (NaN where there is text), then the numbers of
   * the texts of those columns whose texts are kept, row-major. Valid until the next row.
   */
  take(): Float64Array;
  /** Facts about all rows that were taken. @throws as `build` */
  facts(): TableFacts;
}

/** @param kernelFrom bytes from which on rows of plain numbers are read by WebAssembly */
export function tableBuilder(file: string, options: TableOptions, kernelFrom = KERNEL_FROM): TableBuilder {
  /** Absent before the first bytes. */
  let records: TableRecords | null = null;
  let comments: TopComments | null = null;
  let kernel: RowKernel | null = null;
  /** What the scanner and the parser take for the separator. */
  let delimiter = options.delimiter;
  /** Of a file whose fields are separated by blanks. */
  let tabs: ((bytes: Uint8Array) => Uint8Array) | null = null;
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

  const known = (): TableRecords => {
    records ??= tableRecords(file, options, { delimiter, lacksFirstName: false });
    return records;
  };
  const commented = (): Pick<Table, 'comments'> =>
    comments === null ? {} : { comments: { lines: comments.lines, names: comments.names?.line ?? null } };
  /** Rows of plain numbers from a place on. @returns where the next row begins */
  const readPlain = (bytes: Buffer, from: number, scanner: RowScanner): number => {
    let at = from;
    // To prepare the kernel takes as long as some thousand rows.
    if (kernel === null && bytes.length - at < kernelFrom) return at;
    const cells = records?.cells ?? null;
    while (cells !== null && scanner.ending !== null && at < bytes.length) {
      kernel ??= rowKernel({
        columns: cells.columns.length,
        delimiter,
        asText: cells.columns.flatMap(({ keepsTexts }, j) => (keepsTexts ? [j] : [])),
        longest: ROW_LIMIT,
      });
      const most = options.limit === null ? Infinity : options.limit - cells.count;
      const rows = kernel.read(bytes, at, { most: Math.min(most, 2 ** 30), isPair: scanner.ending === '\r\n' });
      if (rows.count === 0) break;
      cells.addPlain(rows, bytes, scanner.line);
      scanner.skipLines(rows.count);
      at = rows.next;
    }
    return at;
  };
  /** Rows of any kind: those of plain numbers fast, the others one by one. @returns as `RowScanner.scan` */
  const readRows = (bytes: Buffer, last: boolean, scanner: RowScanner): ReturnType<RowScanner['scan']> => {
    let at = 0;
    // The more rows follow each other that are not plain, the more are tried before plain ones are looked for.
    let patience = 1;
    for (;;) {
      const from = at;
      at = readPlain(bytes, from, scanner);
      if (known().full) return { at, state: 'ended' };
      patience = at > from ? 1 : Math.min(2 * patience, MOST_PATIENCE);
      let left = patience;
      const found = scanner.scan(bytes.subarray(at), last, (row) => known().addRow(row) && --left > 0);
      at += found.at;
      if (found.state !== 'ended' || known().full) return { at, state: found.state };
    }
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
        ...(options.limit === null ? {} : { to: options.limit - known().count + (known().cells === null ? 1 : 0) }),
        // Returning nothing keeps the parser from collecting the records, too.
        on_record: (fields: string[], { bytes: end }) => {
          known().addRecord(fields, counter.next(end));
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

  /** @param bytes the first ones of the file @returns those of its rows */
  const start = (bytes: Uint8Array): Uint8Array => {
    begun = true;
    refuse(otherFormat(bytes, file) ?? beginningProblem(bytes, file));
    const content = MARK.every((byte, i) => bytes[i] === byte) ? bytes.subarray(MARK.length) : bytes;
    const top = tableTop(content, options);
    ({ delimiter, comments } = top);
    const above = content.subarray(0, comments?.bytes ?? 0);
    refuse(notUtf8(above, file));
    line += comments?.lines ?? 0;
    if (delimiter === WHITESPACE) {
      delimiter = '\t';
      tabs = tabsForBlanks();
    }
    // A message about the file shows what is in it.
    const shown = tabs === null ? delimiter : ' ';
    records = tableRecords(file, options, { delimiter: shown, lacksFirstName: top.lacksFirstName });
    if (comments?.names && options.header !== false) records.nameColumns(comments.names.fields, comments.names.line);
    if (isScannable(delimiter)) {
      scanner = rowScanner(delimiter, ROW_LIMIT);
      scanner.skipLines(line - 1);
    }
    const rows = content.subarray(above.length);
    return tabs === null ? rows : tabs(rows);
  };
  /** Reads the rows that are complete; what follows them is kept. */
  const consume = (all: Buffer, last: boolean): void => {
    const end = last ? all.length : all.lastIndexOf(LINE_FEED) + 1;
    checkText(all, end);
    let at = 0;
    if (scanner !== null) {
      const found = readRows(all.subarray(0, end), last, scanner);
      at = found.at;
      ({ line, ending } = scanner);
      full = found.state === 'ended';
      if (found.state === 'irregular') scanner = null;
      checked = end - at;
    }
    if (scanner === null && last) parseRest(all.subarray(at));
    rest = full || last || at === all.length ? [] : [Buffer.from(all.subarray(at))];
  };

  return {
    get full() {
      return full;
    },
    push(bytes, last) {
      if (full) return;
      let added = begun ? (tabs?.(bytes) ?? bytes) : start(bytes);
      if (scanner !== null && rest.length > 0) {
        // Only the row that began before is copied, unless a quoted field goes on.
        const end = added.indexOf(LINE_FEED) + 1;
        if (end > 0) {
          consume(Buffer.concat([...rest, added.subarray(0, end)]), last && end === added.length);
          if (full || end === added.length) return;
          added = added.subarray(end);
        }
      }
      if (scanner !== null || last)
        consume(rest.length === 0 ? asBuffer(added) : Buffer.concat([...rest, added]), last);
      else rest.push(Buffer.from(added));
    },
    build() {
      const { kept, lines, build } = known().withRows();
      return { file, count: kept, lines: lines(), ...known().facts(), ...commented(), columns: build() };
    },
    get kept() {
      return (records?.cells?.kept ?? 0) * (records?.first.length ?? 0);
    },
    get width() {
      const texts = records?.cells?.columns.filter(({ keepsTexts }) => keepsTexts) ?? [];
      return (records?.first.length ?? 0) + texts.length;
    },
    take: () => records?.cells?.take() ?? new Float64Array(),
    facts() {
      const { columns, build, takenLines, count } = known().withRows();
      const { first, ...own } = known().facts();
      return {
        ...{ count, ...own, first: [...first], ...commented() },
        lines: takenLines(),
        columns: build().map(({ numbers, texts, form = null, ...own }, j) => {
          const { range, values: different } = columns[j]!;
          const values = texts === null ? null : [...different];
          return { ...own, isText: numbers === null, form, range, values };
        }),
      };
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
