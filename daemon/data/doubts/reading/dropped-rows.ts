import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** Most rows are dropped. */
export const droppedRows = defineDoubt({
  kind: 'dropped',
  code: 'dropped-rows',
  severity: 'warning',
  figures: z.strictObject({
    dropped: z.number(),
    read: z.number(),
    /** The column with the most missing values, and their number. */
    missing: z.strictObject({ column: z.union([z.string(), z.number()]), rows: z.number() }),
  }),
  describe({ dropped, read, missing }, { unused }) {
    const { advice, fixes } = unused(missing.column);
    const leave = advice === null ? '' : `leave it out ${advice}, or `;
    const message = `${dropped} of ${read} rows are dropped because of missing values. Column ${columnName(missing.column)} has no value in ${missing.rows} of them: ${leave}fill in the values`;
    return { message, fixes };
  },
  example: {
    columns: ['a', 'b', 'c'],
    rows: 200,
    row: (i) => [normal(i), normal(i, 1), i % 4 === 0 ? normal(i, 2) : ''],
    keys: { missing: 'drop' },
  },
});
