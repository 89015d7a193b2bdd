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
    /** Its first number; null: it is named like an index, and its numbers are in no order. */
    from: z.number().nullable(),
  }),
  describe({ column, from }, { without }) {
    const { advice, fixes } = without([column]);
    const numbers = from === null ? 'different whole numbers' : `${from}, ${from + 1}, ${from + 2}, …`;
    const leave = advice === null ? '' : `; leave it out ${advice}`;
    return { message: `column ${column} is a row index (${numbers}), not a measurement${leave}`, fixes };
  },
  example: { columns: ['n', 'a', 'b'], rows: 40, row: (i) => [i, normal(i), normal(i, 1)] },
});
