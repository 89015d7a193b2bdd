/** Samples as a table that `flowscope evaluate --data` reads: points and their context. */
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import type { Samples } from './samples-data.ts';

export type SampleRows = Pick<Samples, 'n' | 'columns' | 'values' | 'contexts' | 'contextValues'>;

export function samplesTable({ n, columns, values, contexts, contextValues }: SampleRows): string {
  const conditions = contextValues === null ? [] : contexts;
  return writeTable([...columns, ...conditions.map(({ column }) => column)], rows());

  function* rows() {
    const width = columns.length;
    for (let i = 0; i < n; i++) {
      yield [
        ...values.subarray(i * width, (i + 1) * width),
        ...conditions.map(({ values: labels }, k) => {
          const value = contextValues![i * conditions.length + k]!;
          return labels === null ? value : labels[value]!;
        }),
      ];
    }
  }
}
