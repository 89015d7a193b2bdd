import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { uniform } from '../example-numbers.ts';
import { listed, percent, sentence } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { anglePeriod } from './angle.ts';
import { isContinuous } from './continuous.ts';
import { edgeOf } from './edge.ts';
import { latitudeIn } from './latitude.ts';

/** Of the range: the rows this close to a bound are counted. */
const CLOSE = 0.01;

/** Least share of the rows there. */
const LEAST = 0.003;

const end = z.strictObject({ bound: z.number(), share: z.number(), equal: z.boolean() }).nullable();
const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.union([z.string(), z.number()]),
      /** `share`: of the rows that are at the bound (`equal`), or within a hundredth of the range of it. */
      low: end,
      high: end,
    }),
  ),
});

type Found = z.infer<typeof figures>['columns'][number];

/** The values of a column go up to a bound, with many of them close to it. */
export const boundedColumn = defineDoubt({
  kind: 'bounded',
  code: 'bounded-column',
  severity: 'warning',
  adopted: true,
  figures,
  detect({ columns }) {
    const found = columns.flatMap((column) => {
      if (column.handled || column.dequantized || !isContinuous(column) || column.spike?.at === 'end') return [];
      const [sure, other] = [endOf(column, 'low'), endOf(column, 'high')];
      // A quantity that has one bound often has two.
      const low = sure ?? (other && endOf(column, 'low', { likely: true }));
      const high = other ?? (sure && endOf(column, 'high', { likely: true }));
      const isBounded = (low !== null || high !== null) && anglePeriod(column) === null && latitudeIn(column) === null;
      return isBounded ? [{ column: column.label, low, high }] : [];
    });
    return found.length === 0 ? [] : [{ columns: found }];
  },
  isSettled: ({ takesInterval }) => takesInterval,
  describe({ columns }, { column: setOf }) {
    const keys = columns.map(({ column, low, high }) => ({
      column,
      keys: { bounds: [low?.bound ?? null, high?.bound ?? null] },
    }));
    const { advice, fixes } = setOf(keys);
    const what =
      columns.length === 1
        ? `column ${columnName(columns[0]!.column)} ends abruptly ${endsText(columns[0]!)}`
        : `${columns.length} columns end abruptly at a bound: ${listed(columns.map((found) => `${columnName(found.column)} ${endsText(found)}`))}`;
    return {
      message: `${what}. A smooth flow puts probability beyond it${sentence(advice)}`,
      fixes,
    };
  },
  example: { columns: ['a', 'b'], rows: 400, row: (i) => [uniform(i), uniform(i, 1) + uniform(i, 2) + uniform(i, 3)] },
});

function endOf(
  { sorted }: ValueColumn,
  side: 'low' | 'high',
  options: { readonly likely?: boolean } = {},
): z.infer<typeof end> {
  const edge = edgeOf(sorted, side, options);
  if (edge === null) return null;
  const [count, range] = [sorted.length, sorted.at(-1)! - sorted[0]!];
  const isEqual = edge.equal > 0;
  const close = isEqual ? edge.equal : sorted.filter((value) => Math.abs(value - edge.bound) <= CLOSE * range).length;
  return close < Math.max(2, LEAST * count) ? null : { bound: edge.bound, share: close / count, equal: isEqual };
}

/** `at 0 and 1 (1.2 % and 0.9 % of the rows within 1 % of the range)`. */
function endsText({ low, high }: Found): string {
  const sides = [low, high].filter((side) => side !== null);
  const list = (texts: readonly (number | string)[]) => texts.join(' and ');
  const where = sides.every(({ equal }) => equal) ? 'exactly there' : 'within 1 % of the range';
  return `at ${list(sides.map(({ bound }) => bound))} (${list(sides.map(({ share }) => percent(share)))} of the rows ${where})`;
}
