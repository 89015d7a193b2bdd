import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { columnsText, listed, percent } from '../figures-text.ts';

const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.union([z.string(), z.number()]),
      value: z.number(),
      /** Of the rows. */
      share: z.number(),
    }),
  ),
});

/** One value repeats in a column of numbers that do not: −999 for a missing value, or the mean in its place. */
export const repeatedValue = defineDoubt({
  kind: 'repeated-value',
  code: 'repeated-value',
  severity: 'warning',
  figures,
  detect({ columns }) {
    const found = columns.flatMap((column) => {
      const spike = column.handled ? null : column.spike;
      return spike === null ? [] : [{ column: column.label, value: spike.value, share: spike.share }];
    });
    return found.length === 0 ? [] : [{ columns: found }];
  },
  describe({ columns }, { without }) {
    const { advice, fixes } = without(columns.map(({ column }) => column));
    const [first] = columns;
    const one = columns.length === 1;
    const what = one
      ? `${columnsText([first!.column])} has the value ${first!.value} in ${percent(first!.share)} of the rows, apart from all other values`
      : `${columns.length} columns have one value in many rows, apart from all others: ${listed(columns.map(({ column, value, share }) => `${columnName(column)} (${value} in ${percent(share)})`))}`;
    const leave = advice === null ? '' : `. Otherwise leave the ${one ? 'column' : 'columns'} out ${advice}`;
    return {
      message: `${what}: the density is unbounded there. If it stands for a missing value, empty those cells or remove those rows${leave}`,
      fixes,
    };
  },
  example: {
    columns: ['a', 'b', 'c'],
    rows: 400,
    row: (i) => [i % 9 === 4 ? -999 : normal(i, 2), normal(i), normal(i, 1)],
  },
});
