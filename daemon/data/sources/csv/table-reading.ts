import type { DataReading } from '../../../../protocol/data-reading.ts';
import { cut } from '../../../errors/cut.ts';
import type { Table, TableColumn } from './read-table.ts';
import type { Selection } from './select-columns.ts';
import { indexStart } from './table-doubts.ts';

/** @param rows of each file: how many were read, and how many of them are modelled */
export function tableReading(
  table: Table,
  { columns, context }: Selection,
  rows: readonly { readonly read: number; readonly kept: number }[],
): DataReading {
  const used = new Set([...columns.map(({ name }) => name), ...context.map(({ column }) => column)]);
  const read = rows.reduce((sum, file) => sum + file.read, 0);
  return {
    columns: columns.map(({ name }) => name),
    leftOut: table.columns
      .filter(({ name }) => !used.has(name))
      .map((column) => ({ name: column.name, why: why(column) })),
    read,
    dropped: read - rows.reduce((sum, file) => sum + file.kept, 0),
    header: table.named,
  };
}

function why(column: TableColumn): string {
  const { numbers, firstText, cells } = column;
  const filled = cells.numbers + cells.texts;
  if (filled === 0) return 'no values';
  const from = indexStart(column);
  if (from !== null) return `not in "columns" (a row index: ${from}, ${from + 1}, ${from + 2}, …)`;
  if (numbers !== null || firstText === null) return 'not in "columns"';
  return `text in ${cells.texts} of ${filled} rows, first '${cut(firstText.text, 40)}' on line ${firstText.line}`;
}
