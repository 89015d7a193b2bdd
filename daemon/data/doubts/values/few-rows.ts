import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

/** Fewest training rows for each column. */
const ROWS_PER_COLUMN = 5;
/** However few columns there are. */
const FEWEST_ROWS = 30;

const figures = z.strictObject({
  trainingRows: z.number(),
  columns: z.number(),
  /** Of the training rows, where it is too small; null: there are too few of them, whatever their weights. */
  effectiveSampleSize: z.nullable(z.number()),
});

/** There are too few rows to learn how so many columns depend on each other. */
export const fewRows = defineDoubt({
  kind: 'few-rows',
  code: 'few-rows',
  severity: 'warning',
  figures,
  detect({ trainingRows, columns: { length: columns }, effectiveShare = 1 }) {
    const least = leastFor(columns);
    if (trainingRows < least) return [{ trainingRows, columns, effectiveSampleSize: null }];
    const effectiveSampleSize = Math.round(effectiveShare * trainingRows);
    return effectiveSampleSize < least ? [{ trainingRows, columns, effectiveSampleSize }] : [];
  },
  describe({ trainingRows, columns, effectiveSampleSize }) {
    const least = leastFor(columns);
    if (effectiveSampleSize !== null) {
      const few = `is ${effectiveSampleSize}, which is few for ${columns} ${columns === 1 ? 'column' : 'columns'}`;
      return {
        message: `the effective sample size of the ${trainingRows} training rows ${few}: a few rows have most of the weight, and a flow overfits them. Use rows with more even weights, or more rows, for an effective sample size of at least ${least}`,
        fixes: [],
      };
    }
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

function leastFor(columns: number): number {
  return Math.max(FEWEST_ROWS, ROWS_PER_COLUMN * columns);
}
