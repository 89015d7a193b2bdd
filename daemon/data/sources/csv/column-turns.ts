/** Which turns the angles of a table are given in: those that all its rows are in. */
import { turnOf } from '../../turns.ts';
import { numberRange } from './number-range.ts';
import type { Table } from './read-table.ts';
import type { Selection } from './select-columns.ts';
import { isStored, type StoredTable } from './stored-table.ts';

export function withTurns(selection: Selection, table: Table | StoredTable): Selection {
  const columns = selection.columns.map((column) =>
    column.period === null ? column : { ...column, turn: turnOf(column.period, rangeOf(table, column.name)) },
  );
  return { ...selection, columns };
}

function rangeOf(table: Table | StoredTable, name: string): readonly [low: number, high: number] | null {
  if (isStored(table)) return table.facts.columns.find((column) => column.name === name)?.range ?? null;
  const range = numberRange();
  for (const value of table.columns.find((column) => column.name === name)?.numbers ?? []) range.add(value);
  return range.ends();
}
