/** The columns of a table one after the other, whether its rows are in memory or in a cache file. */
import { columnsInTurn } from '../../../stored/gather-columns.ts';
import { storedRows } from '../../../stored/stored-rows.ts';
import { lineOf } from '../line-index.ts';
import { placeOf, type Table } from '../read-table.ts';
import { isStored, outlineOf, type StoredTable } from '../stored-table.ts';

export interface TableColumns {
  /** The table with the numbers and texts of some of its rows, and what is known about all. */
  readonly outline: Table;
  /** Where a row is in the file. */
  place(row: number): string;
  /** All numbers of these columns, which have no text; NaN where there is none. */
  numbers(columns: readonly number[]): Iterable<readonly [column: number, values: Float64Array]>;
  /** All texts of a column; null if they were not asked for. */
  texts(column: number): Iterable<string> | null;
}

export function columnsOf(table: Table | StoredTable): TableColumns {
  return isStored(table) ? storedColumns(table) : columnsInMemory(table);
}

function columnsInMemory(table: Table): TableColumns {
  return {
    outline: table,
    place: (row) => placeOf(table, table.lines[row]!),
    numbers: (columns) => columns.map((column) => [column, table.columns[column]!.numbers!] as const),
    texts: (column) => table.columns[column]!.texts,
  };
}

function storedColumns(table: StoredTable): TableColumns {
  const { facts, store } = table;
  const rows = storedRows(store, null);
  const kept = facts.columns.flatMap(({ values }, column) => (values === null ? [] : [column]));
  return {
    outline: outlineOf(table),
    place: (row) => placeOf(facts, lineOf(facts.lines, row)),
    numbers: (columns) => columnsInTurn(rows, columns),
    texts(column) {
      const index = kept.indexOf(column);
      return index < 0 ? null : textsIn(rows, facts.columns.length + index, facts.columns[column]!.values ?? []);
    },
  };
}

function* textsIn(rows: ReturnType<typeof storedRows>, column: number, values: readonly string[]): Iterable<string> {
  for (const [, codes] of columnsInTurn(rows, [column])) for (const code of codes) yield values[code]!;
}
