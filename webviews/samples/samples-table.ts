/** Samples as a table that `flowscope evaluate --data` reads: points, with the names of categories, and their context. */
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import type { Samples } from './samples-data.ts';

export type SampleRows = Pick<Samples, 'n' | 'columns' | 'values' | 'contexts' | 'contextValues' | 'categories'>;

export function samplesTable({ n, columns, values, contexts, contextValues, categories = [] }: SampleRows): string {
  const conditions = contextValues === null ? [] : contexts;
  return writeTable([...columns, ...conditions.map(({ column }) => column)], rows());

  function* rows() {
    const width = columns.length;
    const names = columns.map((name) => categories.find(({ column }) => column === name)?.values);
    for (let i = 0; i < n; i++) {
      yield [
        ...names.map((own, j) => own?.[values[i * width + j]!] ?? values[i * width + j]!),
        ...conditions.map(({ values: labels }, k) => {
          const value = contextValues![i * conditions.length + k]!;
          return labels === null ? value : labels[value]!;
        }),
      ];
    }
  }
}
