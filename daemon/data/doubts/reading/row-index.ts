import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** A column only numbers the rows. */
export const rowIndexDoubt = defineDoubt({
  kind: 'row-index',
  code: 'row-index',
  severity: 'warning',
  figures: z.strictObject({
    column: z.string(),
    /** Its first number; null: it is different in each row, in no order. */
    from: z.number().nullable(),
    /** From each row to the next one. Absent: 1. */
    step: z.literal(-1).optional(),
  }),
  describe({ column, from, step }, { without }) {
    const { advice, fixes } = without([column]);
    const numbers = indexNumbers(from, step);
    const leave = advice === null ? '' : `; leave it out ${advice}`;
    return { message: `column ${column} is a row index (${numbers}), not a measurement${leave}`, fixes };
  },
  example: { columns: ['n', 'a', 'b'], rows: 40, row: (i) => [i, normal(i), normal(i, 1)] },
});

/** `0, 1, 2, …` */
export function indexNumbers(from: number | null, step: 1 | -1 = 1): string {
  if (from === null) return 'different whole numbers';
  return `${from}, ${from + step}, ${from + 2 * step}, …`;
}
