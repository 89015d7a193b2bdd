import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { listed, sentence, short } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { boundedColumns } from './bounded-column.ts';

const FEWEST_ROWS = 200;
/** Excess kurtosis without the farthest value. A normal column has 0, a Laplace one 3, an exponential one 6. */
const KURTOSIS = 10;
/** Farthest value in standard deviations: a million rows of a normal column reach 5. */
const FAR = 7;
/** A logarithm must lower the kurtosis at least by this factor. */
const TAMED = 4;

const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.union([z.string(), z.number()]),
      kurtosis: z.number(),
      /** Largest distance from the mean, in standard deviations. */
      farthest: z.number(),
      /** All values are above 0, and their logarithms have short tails. */
      log: z.boolean(),
    }),
  ),
  /** Of the modelled columns. */
  all: z.boolean(),
});

/** Many values are far from the others. */
export const heavyTails = defineDoubt({
  kind: 'heavy-tails',
  code: 'heavy-tails',
  severity: 'warning',
  adopted: true,
  figures,
  detect(table) {
    const { columns, sampled, standardize } = table;
    if (sampled < FEWEST_ROWS || standardize === 'robust' || standardize === 'quantile') return [];
    const tails = columns.flatMap((column) => heavyTail(column) ?? []);
    // Bounds take a logarithm: a transform of it would stretch the tail anew.
    const bounded = tails.length === 0 ? [] : boundedColumns(table).map(({ column }) => column);
    const found = tails.filter(({ column }) => !bounded.includes(column));
    return found.length === 0 ? [] : [{ columns: found, all: found.length === columns.length }];
  },
  isSettled: ({ longTails }) => longTails,
  describe({ columns, all }, { column: setOf, set, longTails }) {
    const transform = setOf(columns.map(({ column, log }) => ({ column, keys: { transform: log ? 'log' : 'asinh' } })));
    const quantile = set({ standardize: 'quantile' });
    const student = longTails();
    const ways = all ? [student, transform, quantile] : [transform, quantile, student];
    const advices = ways.flatMap(({ advice }) => advice ?? []);
    const text = sentence(advices.length === 0 ? null : advices.join(', or '));
    const names = listed(
      columns.map(
        ({ column, kurtosis, farthest }) =>
          `${columnName(column)} (excess kurtosis ${short(kurtosis)}, up to ${short(farthest)} standard deviations from the mean)`,
      ),
    );
    const what = columns.length === 1 ? `column ${names} has heavy tails` : `columns ${names} have heavy tails`;
    return {
      message: `${what}: a flow with a normal base fits them poorly${text}`,
      fixes: ways.flatMap(({ fixes }) => fixes),
    };
  },
  example: {
    columns: ['a', 'b'],
    rows: 1000,
    // Student's t with 2 degrees of freedom.
    row: (i) => [normal(i) / Math.sqrt((normal(i, 1) ** 2 + normal(i, 2) ** 2) / 2), normal(i, 3)],
  },
});

type Found = z.infer<typeof figures>['columns'][number];

function heavyTail(column: ValueColumn): Found | null {
  const { label, handled, category, sorted, distinct } = column;
  if (handled || category || distinct.length < sorted.length / 10 || column.spike?.at === 'end') return null;
  // One single value is an outlier, and no tail.
  const inner = withoutFarthest(sorted);
  const { kurtosis, farthest } = moments(inner);
  if (!(kurtosis >= KURTOSIS && farthest >= FAR)) return null;
  const log = sorted[0]! > 0 && moments(sorted.map(Math.log)).kurtosis <= kurtosis / TAMED;
  return { column: label, kurtosis, farthest, log };
}

function withoutFarthest(sorted: Float64Array): Float64Array {
  const median = sorted[Math.floor(sorted.length / 2)]!;
  return median - sorted[0]! > sorted.at(-1)! - median ? sorted.subarray(1) : sorted.subarray(0, -1);
}

function moments(values: Float64Array): { readonly kurtosis: number; readonly farthest: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  let [second, fourth, farthest] = [0, 0, 0];
  for (const value of values) {
    const square = (value - mean) ** 2;
    second += square / count;
    fourth += square ** 2 / count;
    farthest = Math.max(farthest, square);
  }
  return { kurtosis: fourth / second ** 2 - 3, farthest: Math.sqrt(farthest / second) };
}
