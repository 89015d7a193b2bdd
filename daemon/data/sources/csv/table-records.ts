/** What the records of a CSV file become: the names of the columns, and rows of cells. */
import { dataError } from '../../files/data-error.ts';
import { fieldText } from './column-builder.ts';
import { commaKind, parseNumber } from './number-text.ts';
import type { Table, TableOptions } from './read-table.ts';
import { type RowCells, rowCells } from './row-cells.ts';
import { rowLengthProblem } from './row-length.ts';
import type { RowFields } from './row-scanner.ts';
import { MOST_NAME_LINES, twiceNamed } from './top-lines.ts';

const COLUMN_LIMIT = 65_536;

export interface TableRecords {
  /** null before the first row. */
  readonly cells: RowCells | null;
  /** Whether the columns have names, and the fields of the record that has them, or of the first row. */
  readonly named: boolean;
  readonly first: readonly string[];
  readonly full: boolean;
  /** Rows so far. */
  readonly count: number;
  /** Names that are not in a record. */
  nameColumns(fields: readonly string[], line: number): void;
  /** @returns whether more rows are wanted */
  addRow(row: RowFields): boolean;
  addRecord(fields: readonly string[], line: number): void;
  /** @throws FlowscopeError `data` if there are no rows */
  withRows(): RowCells;
  facts(): Pick<Table, 'named' | 'first' | 'delimiter'>;
}

/**
 * @param delimiter for messages @param lacksFirstName the header does not name the first column
 * @throws FlowscopeError `data` with the line
 */
export function tableRecords(
  file: string,
  options: TableOptions,
  { delimiter, lacksFirstName }: { readonly delimiter: string; readonly lacksFirstName: boolean },
): TableRecords {
  let cells: RowCells | null = null;
  let headed = false;
  /** The first records of a file whose header has a name twice: those that follow may tell why. */
  let doubled: { readonly fields: readonly string[]; readonly line: number }[] | null = null;
  let first: readonly string[] = [];

  const count = () => cells?.count ?? 0;
  const isFull = () => options.limit !== null && count() >= options.limit;
  const start = (fields: readonly string[], line: number): RowCells | null => {
    if (fields.length > COLUMN_LIMIT)
      throw dataError(file, `has ${fields.length} columns; the limit is ${COLUMN_LIMIT}`);
    first = fields;
    const names = namesOf(fields, headed);
    if (nameTwice(names) === null) cells = rowCells(names, options);
    else doubled = [{ fields, line }];
    return cells;
  };
  /** The cells of all rows, which begin with the first record. */
  const begin = (fields: readonly string[], line: number): RowCells | null => {
    headed = options.header === 'auto' ? !fields.some(isNumber) && fields.some(isWord) : options.header;
    return start(headed && lacksFirstName ? ['', ...fields] : fields, line);
  };
  /** A record below a header with a name twice. */
  const addDoubled = (fields: readonly string[], line: number): void => {
    doubled?.push({ fields, line });
    if (doubled?.length === MOST_NAME_LINES) throw twiceNamedError(file, doubled, delimiter);
  };
  const checkCount = (found: number, line: number, fields: () => string[]): void => {
    if (found === first.length) return;
    const { message, hint } = rowLengthProblem({
      ...{ first, named: headed, rows: count(), delimiter },
      ...{ line, fields: fields() },
    });
    throw dataError(file, message, hint);
  };

  return {
    get cells() {
      return cells;
    },
    get named() {
      return headed;
    },
    get first() {
      return first;
    },
    get full() {
      return isFull();
    },
    get count() {
      return count();
    },
    nameColumns(fields, line) {
      headed = true;
      start(fields, line);
    },
    addRow(row) {
      const { count: found, line } = row;
      if (doubled !== null) {
        addDoubled(textsOf(row), line);
        return true;
      }
      if (cells === null) {
        const begun = begin(textsOf(row), line);
        if (headed) return true;
        begun?.addRow(row);
      } else {
        checkCount(found, line, () => textsOf(row));
        cells.addRow(row);
      }
      return !isFull();
    },
    addRecord(fields, line) {
      if (doubled !== null) addDoubled(fields, line);
      else if (cells === null) {
        const begun = begin(fields, line);
        if (!headed) begun?.addRecord(fields, line);
      } else if (!isFull()) {
        checkCount(fields.length, line, () => [...fields]);
        cells.addRecord(fields, line);
      }
    },
    withRows() {
      if (doubled !== null) throw twiceNamedError(file, doubled, delimiter);
      if (cells !== null && cells.count > 0) return cells;
      throw dataError(file, headed ? 'has no rows below its header' : 'is empty (no rows)');
    },
    facts: () => ({ named: headed, first: [...first], delimiter }),
  };
}

function textsOf(row: RowFields): string[] {
  return Array.from({ length: row.count }, (_, i) => fieldText(row, i));
}

/** The columns' names: those of the header, or numbers. */
function namesOf(fields: readonly string[], named: boolean): string[] {
  return fields.map((field, index) => (named && field !== '' ? field : `column${index + 1}`));
}

function nameTwice(names: readonly string[]): string | null {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size) ?? null;
}

function twiceNamedError(file: string, records: Parameters<typeof twiceNamed>[1], delimiter: string) {
  const name = nameTwice(namesOf(records[0]?.fields ?? [], true)) ?? '';
  const { message, hint } = twiceNamed(name, records, delimiter);
  return dataError(file, message, hint);
}

/** Also one with a decimal comma, which names no column. */
function isNumber(field: string): boolean {
  return Number.isFinite(parseNumber(field) ?? Number.NaN) || commaKind(field) !== null;
}

/** A column may be called `inf`. */
function isWord(field: string): boolean {
  const value = parseNumber(field);
  return value === null || Math.abs(value) === Infinity;
}
