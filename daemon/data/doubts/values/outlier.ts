import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { short } from '../figures-text.ts';
import type { ValueTable } from '../value-table.ts';

/** In interquartile ranges from the median. Among a million rows, a normal column reaches 4, an exponential one 13. */
const FAR = 100;
/** Times the distance of any other value, where a logarithm is taken: without this, tails are long, but no value is alone. */
const ALONE = 30;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  /** Where it is, for example `line 7`. */
  place: z.string(),
  value: z.number(),
  /** Median and interquartile range of the column. */
  median: z.number(),
  spread: z.number(),
  /** The range is that of the values beside the median, which most rows have. */
  beside: z.boolean().default(false),
  /** The column goes through a logarithm, which compresses distances. */
  logarithm: z.boolean().default(false),
});

/** A value is so far from the others that standardization would compress them, or that it is probably wrong. */
export const outlier = defineDoubt({
  kind: 'outlier',
  code: 'outlier',
  severity: 'warning',
  figures,
  detect: farthest,
  describe({ column, place, value, median, spread, beside, logarithm }, { standardized, set }) {
    const { advice, fixes } = set({ standardize: 'quantile' });
    const effect = standardized && !logarithm ? ' Standardization would compress all other values.' : '';
    const range = `interquartile range ${short(spread)}${beside ? ` of the values beside ${short(median)}` : ''}`;
    return {
      message: `${place}, column ${columnName(column)}: ${value} is an outlier (median ${short(median)}, ${range}).${effect} Correct or remove the row, or ${advice ?? 'transform the column, for example with a logarithm'}`,
      fixes,
    };
  },
  example: { columns: ['a', 'b'], rows: 200, row: (i) => [i === 20 ? -1e6 : normal(i), normal(i, 1)] },
});

/** Of each column, the value that is farthest from the median, if it is an outlier. Bounds and a transform do not make it right. */
function farthest({ columns, extremes, standardize, place }: ValueTable): z.infer<typeof figures>[] {
  if (standardize === 'quantile') return [];
  return columns.flatMap((column, j) => {
    const extreme = extremes[j] ?? null;
    if (extreme === null || column.isIndex || column.category || extreme.isTotal) return [];
    const { row, value, median, spread, beside, next } = extreme;
    const distance = Math.abs(value - median);
    // A value of many rows is reported as such.
    if (spread === 0 || distance <= FAR * spread || column.spike?.value === value) return [];
    const { logarithm, period } = column;
    // Within a turn, no angle is far from others.
    if (period !== null && distance <= period) return [];
    if (logarithm !== null && distance < ALONE * next) return [];
    return [{ column: column.label, place: place(row), value, median, spread, beside, logarithm: logarithm !== null }];
  });
}
