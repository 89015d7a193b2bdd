/** Small tables, for tests of single doubts. */
import type { ColumnRequest } from '../../columns/column-keys.ts';
import { indexedRows } from '../../files/row-place.ts';
import { rowsIn } from '../../stored/stored-rows.ts';
import { type ValueKeys, type ValueTable, valueTable } from '../value-table.ts';

type Cell = (row: number) => number;

/** @param columns by name, the values @param keys what a spec says; `requests` by name */
export function tableOf(
  columns: Readonly<Record<string, Cell>>,
  rows: number,
  {
    requests = {},
    ...keys
  }: Partial<Omit<ValueKeys, 'requests'>> & { readonly requests?: Readonly<Record<string, ColumnRequest>> } = {},
): ValueTable {
  const labels = Object.keys(columns);
  const cells = Object.values(columns);
  const values = Float64Array.from({ length: rows * cells.length }, (_, at) =>
    cells[at % cells.length]!(Math.floor(at / cells.length)),
  );
  return valueTable({
    labels,
    rows: rowsIn(values, rows),
    source: indexedRows('t.npy'),
    labelColumns: [],
    summary: { trainingRows: rows },
    keys: {
      ...{ standardize: true, dequantized: [], grids: [], categories: [], noise: false, chosen: false },
      ...keys,
      requests: labels.map((label) => requests[label] ?? {}),
    },
  });
}
