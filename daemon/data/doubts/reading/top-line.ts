import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** A line of units, or of names below a title, is read as the first row, so that columns of numbers have text. */
export const topLineDoubt = defineDoubt({
  kind: 'top-line',
  code: 'invalid-data',
  severity: 'error',
  figures: z.strictObject({ line: z.number(), problem: z.string(), advice: z.string() }),
  describe({ problem, advice }, { file }) {
    return { message: `${file}: ${problem}; ${advice}`, fixes: [] };
  },
  example: {
    columns: ['time', 'share', 'force'],
    rows: 40,
    row: (i) => (i === 0 ? ['s', '', 'N'] : [normal(i), normal(i, 1), normal(i, 2)]),
    keys: { missing: 'drop' },
  },
});
