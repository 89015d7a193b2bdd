/** The view of a source's rows that doubts are found in. */
import type { RawContext } from '../context.ts';
import type { Dataset } from '../definition.ts';
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
  { summary, dequantizedColumns, grids = [] }: Pick<Dataset, 'summary' | 'dequantizedColumns' | 'grids'>,
  labels: readonly ColumnLabel[],
  keys: Omit<ValueKeys, 'dequantized' | 'grids'>,
): readonly TableDoubt[] {
  return valueDoubts(
    valueTable({
      labels,
      rows: rowsIn(values, count),
      source,
      contextLabels: context.flatMap(labelsOf),
      summary,
      keys: { ...keys, dequantized: dequantizedColumns, grids },
    }),
  );
}

function labelsOf(raw: RawContext): readonly LabelColumn[] {
  if (raw.kind === 'number') return [];
  const counts = new Map<string, number>();
  for (const text of raw.texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [
    {
      column: raw.column,
      counts: [...counts.values()].sort((a, b) => b - a),
      numeric: [...counts.keys()].every((text) => text !== '' && Number.isFinite(Number(text))),
    },
  ];
}
