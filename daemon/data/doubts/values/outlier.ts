import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { short } from '../figures-text.ts';
import type { ValueTable } from '../value-table.ts';

/** With fewer rows, quartiles mean nothing. */
const FEWEST_ROWS = 10;
/** In interquartile ranges from the median. Among a million rows, a normal column reaches 4, an exponential one 13. */
const FAR = 100;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  /** Where it is, for example `line 7`. */
  place: z.string(),
  value: z.number(),
  /** Median and interquartile range of the column. */
  median: z.number(),
  spread: z.number(),
});

/** A value is so far from the others that standardization would compress them. */
export const outlier = defineDoubt({
  kind: 'outlier',
  code: 'outlier',
  severity: 'warning',
  figures,
  detect: farthest,
  describe({ column, place, value, median, spread }, { standardized, set }) {
    const { advice, fixes } = set({ standardize: 'quantile' });
    const effect = standardized ? ' Standardization would compress all other values.' : '';
    return {
      message: `${place}, column ${columnName(column)}: ${value} is an outlier (median ${short(median)}, interquartile range ${short(spread)}).${effect} Correct or remove the row, or ${advice ?? 'transform the column, for example with a logarithm'}`,
      fixes,
    };
  },
  example: { columns: ['a', 'b'], rows: 200, row: (i) => [i === 20 ? -1e6 : normal(i), normal(i, 1)] },
});

/** Of each column, the value that is farthest from the median, if it is an outlier. */
function farthest(table: ValueTable): z.infer<typeof figures>[] {
  if (table.sampled < FEWEST_ROWS || table.standardize === 'quantile') return [];
  const { columns } = table;
  const centers = columns.map(({ sorted }) => {
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
    return { median: at(0.5), spread: at(0.75) - at(0.25) };
  });
  const most = Float64Array.from(centers, ({ spread }) => (spread === 0 ? Infinity : FAR * spread));
  const rows = new Int32Array(columns.length).fill(-1);
  const values = new Float64Array(columns.length);
  let row = 0;
  for (const block of table.blocks()) {
    const { length } = block;
    for (let at = 0; at < length; row++) {
      for (let j = 0; j < columns.length; j++, at++) {
        const distance = Math.abs(block[at]! - centers[j]!.median);
        if (!(distance > most[j]!) || distance === Infinity) continue;
        [most[j], rows[j], values[j]] = [distance, row, block[at]!];
      }
    }
  }
  return columns.flatMap((column, j) => {
    // A value of many rows is reported as such.
    if (rows[j]! < 0 || column.handled || column.spike?.value === values[j]) return [];
    return [{ column: column.label, place: table.place(rows[j]!), value: values[j]!, ...centers[j]! }];
  });
}
