/** Tables of files that have typed columns. */
import { dataError } from '../../files/data-error.ts';
import { type GrowingNumbers, growingNumbers } from '../csv/growing-numbers.ts';
import type { Table, TableColumn } from '../csv/read-table.ts';

export interface ColumnCollector {
  readonly name: string;
  /** The next values: numbers, texts, dates, null … */
  add(values: ArrayLike<unknown>): void;
  build(): TableColumn;
}

/** A column is numeric if all its values are. @param keepsTexts whether the texts of all cells are kept, too */
export function columnCollector(name: string, keepsTexts: boolean): ColumnCollector {
  let numbers: GrowingNumbers | null = growingNumbers();
  let firstText: TableColumn['firstText'] = null;
  const texts: string[] | null = keepsTexts ? [] : null;
  const cells = { numbers: 0, texts: 0, commas: 0, digits: 0 };
  let row = 0;
  const add = (value: unknown): void => {
    const number = numberOf(value);
    const text = number === null || texts !== null ? textOf(value) : '';
    texts?.push(text);
    if (number === null) {
      cells.texts++;
      numbers = null;
      firstText ??= { line: row, text };
    } else {
      if (!Number.isNaN(number)) cells.numbers++;
      numbers?.push(number);
    }
    row++;
  };
  return {
    name,
    add(values) {
      for (let i = 0; i < values.length; i++) add(values[i]);
    },
    build: () => ({ name, numbers: numbers?.toArray() ?? null, firstText, cells, comma: null, texts }),
  };
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
  return typeof value === 'object' ? '(nested values)' : String(value);
}

/** @throws FlowscopeError `data` if it has no rows, or two columns of the same name */
export function columnTable(file: string, columns: readonly ColumnCollector[]): Table {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw dataError(file, `has two columns named '${twice}'`, 'rename one of them');
  const built = columns.map((column) => column.build());
  const count = Math.max(
    0,
    ...built.map(({ numbers, texts, cells }) => numbers?.length ?? texts?.length ?? cells.texts),
  );
  if (count === 0) throw dataError(file, 'is empty (no rows)');
  return {
    ...{ file, count, columns: built, named: true, first: names, delimiter: ',' },
    lines: Float64Array.from({ length: count }, (_, row) => row),
    hasLines: false,
  };
}
