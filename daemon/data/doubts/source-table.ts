/** The view of a source's rows that doubts are found in. */
import type { RawContext } from '../context.ts';
import type { Dataset } from '../definition.ts';
import type { RowSource } from '../files/row-place.ts';
import type { FileRows } from '../make-dataset.ts';
import type { RowStore, RowValues } from '../stored/row-store.ts';
import { rowsIn } from '../stored/stored-rows.ts';
import type { ColumnLabel, TableDoubt } from './define-doubt.ts';
import { valueDoubts } from './registry.ts';
import { type LabelColumn, type ValueKeys, valueTable } from './value-table.ts';

/**
 * What looks wrong in the numbers of a table.
 * @param labels what `exclude` takes for each modelled column
 */
export function doubtsOfRows(
  { values, count, context, source }: FileRows<RowValues | RowStore>,
  {
    summary,
    dequantizedColumns,
    grids = [],
    categories = [],
  }: Pick<Dataset, 'summary' | 'dequantizedColumns' | 'grids' | 'categories'>,
  labels: readonly ColumnLabel[],
  keys: Omit<ValueKeys, 'dequantized' | 'grids' | 'categories'>,
): readonly TableDoubt[] {
  return valueDoubts(
    valueTable({
      labels,
      rows: rowsIn(values, count),
      source,
      contextLabels: context.flatMap((raw) => labelsOf(raw, source)),
      summary,
      keys: { ...keys, dequantized: dequantizedColumns, grids, categories: categories.map(({ column }) => column) },
    }),
  );
}

function labelsOf(raw: RawContext, source: RowSource): readonly LabelColumn[] {
  if (raw.kind === 'number') return [];
  const counts = new Map<string, { rows: number; readonly first: number }>();
  let row = 0;
  for (const text of raw.texts) {
    const known = counts.get(text);
    if (known === undefined) counts.set(text, { rows: 1, first: row });
    else known.rows++;
    row++;
  }
  const labels = [...counts].map(([text, { rows, first }]) => ({ text, rows, place: source.place(first) }));
  return [
    {
      column: raw.column,
      labels: labels.sort((a, b) => b.rows - a.rows),
      numeric: labels.every(({ text }) => text !== '' && Number.isFinite(Number(text))),
    },
  ];
}
