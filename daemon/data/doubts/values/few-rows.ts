import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** Fewest training rows for each column. */
const ROWS_PER_COLUMN = 5;
/** However few columns there are. */
const FEWEST_ROWS = 30;

const figures = z.strictObject({ trainingRows: z.number(), columns: z.number() });

/** There are too few rows to learn how so many columns depend on each other. */
export const fewRows = defineDoubt({
  kind: 'few-rows',
  code: 'few-rows',
  severity: 'warning',
  figures,
  detect({ trainingRows, columns }) {
    const least = Math.max(FEWEST_ROWS, ROWS_PER_COLUMN * columns.length);
    return trainingRows < least ? [{ trainingRows, columns: columns.length }] : [];
  },
  describe({ trainingRows, columns }) {
    const least = Math.max(FEWEST_ROWS, ROWS_PER_COLUMN * columns);
    const model = columns > 1 ? ', or name fewer columns in "columns"' : '';
    return {
      message: `${trainingRows} training rows are few for ${columns} ${columns === 1 ? 'column' : 'columns'}: a flow overfits them, and its NLL on other rows is high. Use at least ${least} rows${model}`,
      fixes: [],
    };
  },
  example: {
    columns: Array.from({ length: 12 }, (_, j) => `x${j}`),
    rows: 60,
    row: (i) => Array.from({ length: 12 }, (_, j) => normal(i, j)),
  },
});
