import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { columnsText } from '../figures-text.ts';

const figures = z.strictObject({
  /** Where it is, for example `line 7`. */
  place: z.string(),
  columns: z.array(z.union([z.string(), z.number()])),
});

/** A row is the sum of all others, as the last line of a report is. */
export const totalRow = defineDoubt({
  kind: 'total-row',
  code: 'outlier',
  severity: 'warning',
  figures,
  detect({ columns, extremes, place }) {
    const byRow = new Map<number, (string | number)[]>();
    for (const [j, { label, isIndex, category }] of columns.entries()) {
      const extreme = extremes[j];
      if (!extreme?.isTotal || isIndex || category) continue;
      byRow.set(extreme.row, [...(byRow.get(extreme.row) ?? []), label]);
    }
    return [...byRow].map(([row, labels]) => ({ place: place(row), columns: labels }));
  },
  describe: ({ place, columns }) => ({
    message: `${place} has the sum of all other rows in ${columnsText(columns)}: a total, not a measurement. Remove the row from the file`,
    fixes: [],
  }),
  example: {
    columns: ['a', 'b'],
    rows: 201,
    row: (i) => {
      const parts = (row: number) => [5 + uniform(row) + uniform(row, 1), normal(row, 2)] as const;
      if (i < 200) return parts(i);
      return [Array.from({ length: 200 }, (_, row) => parts(row)[0]).reduce((sum, part) => sum + part, 0), 0.5];
    },
  },
});
