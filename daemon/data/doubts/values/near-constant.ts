import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { columnsText, listed, percent } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';

/** Share of the rows with one value, from which on a column is as good as constant; with noise, or whole numbers. */
const SHARE = 0.95;
const SHARE_OF_DISCRETE = 0.99;
const FEWEST_ROWS = 40;

const figures = z.strictObject({
  columns: z.array(z.strictObject({ column: z.union([z.string(), z.number()]), value: z.number(), share: z.number() })),
});

/** Nearly all rows have the same value. */
export const nearConstant = defineDoubt({
  kind: 'near-constant',
  code: 'near-constant',
  severity: 'warning',
  adopted: true,
  reasons: ({ columns }) =>
    columns.map(({ column, value, share }) => ({ column, why: `the value ${value} in ${percent(share)} of the rows` })),
  figures,
  detect({ columns, sampled }) {
    if (sampled < FEWEST_ROWS) return [];
    const found = columns.flatMap((column) => {
      const { value, share } = commonest(column);
      const discrete = column.dequantized || column.values.every(Number.isSafeInteger);
      const isNear = share >= (discrete ? SHARE_OF_DISCRETE : SHARE) && share < 1;
      return isNear ? [{ column: column.label, value, share }] : [];
    });
    return found.length === 0 ? [] : [{ columns: found }];
  },
  describe({ columns }, { without }) {
    const { advice, fixes } = without(columns.map(({ column }) => column));
    const [first] = columns;
    const what =
      columns.length === 1
        ? `${columnsText([first!.column])} has the value ${first!.value} in ${percent(first!.share)} of the rows`
        : `${columns.length} columns have one value in nearly all rows: ${listed(columns.map(({ column, value, share }) => `${columnName(column)} (${value} in ${percent(share)})`))}`;
    const leave = advice === null ? '' : `. Leave ${columns.length === 1 ? 'it' : 'them'} out ${advice}`;
    return { message: `${what}: the density is unbounded there, and the few other rows are outliers${leave}`, fixes };
  },
  example: {
    columns: ['a', 'b', 'c'],
    rows: 400,
    row: (i) => [i % 40 === 0 ? normal(i, 2) : 1.5, normal(i), normal(i, 1)],
  },
});

/** The value with the longest run among the sorted ones. */
function commonest({ sorted }: ValueColumn): { readonly value: number; readonly share: number } {
  let [value, most, start] = [sorted[0]!, 0, 0];
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue;
    if (i - start > most) [value, most] = [sorted[start]!, i - start];
    start = i;
  }
  return { value, share: most / sorted.length };
}
