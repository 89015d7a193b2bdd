/** The order of the rows of the table of layers. */
import type { LayerTerm } from '../layers-data.ts';
import type { Worth, WorthOfLayer } from './worth-data.ts';

/** What a column has of a layer; null: nothing, and it comes last whatever the direction. */
export type Column = 'worth' | 'gain' | 'mean';

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

/** A layer as a row of the table. */
export interface TableRow {
  readonly term: LayerTerm;
  /** null: it is not known yet, or the layer prepares the data. */
  readonly worth: WorthOfLayer | null;
}

export function tableRows(terms: readonly LayerTerm[], worth: Worth | null): readonly TableRow[] {
  const known = new Map(worth?.layers.map((layer) => [layer.index, layer]));
  return terms.map((term) => ({ term, worth: known.get(term.index) ?? null }));
}

/** @param sorting null: as in the flow */
export function sortedRows(rows: readonly TableRow[], sorting: Sorting | null): readonly TableRow[] {
  if (sorting === null) return rows;
  const { column, descending } = sorting;
  const keyed = rows.map((row) => ({ row, key: keyOf(row, column) }));
  const [ranked, others] = [keyed.filter(({ key }) => key !== null), keyed.filter(({ key }) => key === null)];
  ranked.sort((a, b) => (descending ? b.key! - a.key! : a.key! - b.key!));
  return [...ranked, ...others].map(({ row }) => row);
}

/** After a click on a column's heading: from the largest, from the smallest, as in the flow. */
export function nextSorting(sorting: Sorting | null, column: Column): Sorting | null {
  if (sorting?.column !== column) return { column, descending: true };
  return sorting.descending ? { column, descending: false } : null;
}

/** An affine layer is not ranked by its worth, which is 0 whatever it does. */
function keyOf({ term, worth }: TableRow, column: Column): number | null {
  if (column !== 'worth') return term[column];
  return worth === null || worth.affine ? null : worth.value;
}
