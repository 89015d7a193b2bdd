/** The view of a source's rows that doubts are found in. */
import type { Dataset } from '../definition.ts';
import type { RowSource } from '../files/row-place.ts';
import type { FileRows } from '../make-dataset.ts';
import type { RawCategory } from '../modelled-categories.ts';
import type { RowStore, RowValues } from '../stored/row-store.ts';
import { rowsIn } from '../stored/stored-rows.ts';
import type { Texts } from '../texts.ts';
import type { ColumnLabel, TableDoubt } from './define-doubt.ts';
import { valueDoubts } from './registry.ts';
import { type LabelColumn, type ValueKeys, valueTable } from './value-table.ts';

type Keys = Omit<ValueKeys, 'dequantized' | 'grids' | 'categories'> & {
  /** The modeled categories. Absent: none. */
  readonly categories?: readonly Pick<RawCategory, 'name' | 'texts'>[];
};

/**
 * What looks wrong in the numbers and labels of a table.
 * @param labels what `exclude` takes for each modelled column
 */
export function doubtsOfRows(
  { values, count, context, source, weights }: FileRows<RowValues | RowStore>,
  {
    summary,
    dequantizedColumns,
    grids = [],
    categories = [],
  }: Pick<Dataset, 'summary' | 'dequantizedColumns' | 'grids' | 'categories'>,
  labels: readonly ColumnLabel[],
  { categories: modeled = [], ...keys }: Keys,
): readonly TableDoubt[] {
  const conditions = context.flatMap((raw) => (raw.kind === 'number' ? [] : [{ ...raw, modeled: false }]));
  const own = modeled.map(({ name, texts }) => ({ column: name, texts, modeled: true }));
  return valueDoubts(
    valueTable({
      labels,
      rows: rowsIn(values, count),
      source,
      labelColumns: [...conditions, ...own].map((column) => labelsOf(column, source)),
      summary,
      weights,
      keys: { ...keys, dequantized: dequantizedColumns, grids, categories: categories.map(({ column }) => column) },
    }),
  );
}

function labelsOf(
  { column, texts, modeled }: { readonly column: string; readonly texts: Texts; readonly modeled: boolean },
  source: RowSource,
): LabelColumn {
  const counts = new Map<string, { rows: number; readonly first: number }>();
  let row = 0;
  for (const text of texts) {
    const known = counts.get(text);
    if (known === undefined) counts.set(text, { rows: 1, first: row });
    else known.rows++;
    row++;
  }
  const labels = [...counts].map(([text, { rows, first }]) => ({ text, rows, place: source.place(first) }));
  return {
    column,
    modeled,
    labels: labels.sort((a, b) => b.rows - a.rows),
    numeric: labels.every(({ text }) => text !== '' && Number.isFinite(Number(text))),
  };
}
