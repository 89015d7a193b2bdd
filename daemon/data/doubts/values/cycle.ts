import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import type { ValueColumn } from '../value-table.ts';
import { endsMeet } from './turn-ends.ts';

const WORD = '(?:^|[ _.-])';
/** Whole numbers that begin again, and the names of columns that have them; hours from 0 need none. */
const CYCLES = [
  { what: 'hours of the day', period: 24, from: [0, 1], name: new RegExp(`${WORD}(hours?|hrs?|h)$|hour$`, 'i') },
  { what: 'months', period: 12, from: [1, 0], name: new RegExp(`${WORD}(month|mon|mnth|mth)s?$|month$`, 'i') },
  {
    what: 'days of the week',
    period: 7,
    from: [0, 1],
    name: new RegExp(`week_?day$|day_?of_?(the_?)?week$|${WORD}(dow|wday)$`, 'i'),
  },
  { what: 'minutes or seconds', period: 60, from: [0], name: new RegExp(`${WORD}(minute|min|second|sec)s?$`, 'i') },
] as const;
const HOURS = 24;
const FEWEST_ROWS = 60;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  what: z.string(),
  period: z.number(),
  low: z.number(),
  high: z.number(),
});

/** Whole numbers count hours or months, of which the last is next to the first. */
export const cycle = defineDoubt({
  kind: 'cycle',
  code: 'angle',
  severity: 'warning',
  adopted: true,
  figures,
  detect: ({ columns }) => columns.flatMap((column) => cycleOf(column) ?? []),
  describe({ column, what, period, low, high }, { column: setOf, asCondition }) {
    const angle = setOf([{ column, keys: { period } }]);
    const condition = asCondition([{ column, categories: high - low + 1 }]);
    const ways = [
      angle.advice === null ? [] : [angle.advice],
      condition.advice === null ? [] : [`use it as a condition: ${condition.advice}`],
    ].flat();
    const name = columnName(column);
    const advice = ways.length === 0 ? 'use its sine and cosine as two columns' : ways.join(', or ');
    return {
      message: `column ${name} has all whole numbers from ${low} to ${high}, like ${what}. Without a period, the flow does not know that ${high} is next to ${low}. ${advice[0]!.toUpperCase()}${advice.slice(1)}`,
      fixes: [...angle.fixes, ...condition.fixes],
    };
  },
  example: {
    columns: ['hour', 'a', 'b'],
    rows: 480,
    row: (i) => [Math.floor(24 * uniform(i)), normal(i, 1), normal(i, 2)],
    keys: { dequantize: true },
  },
});

function cycleOf({ label, handled, category, sorted, distinct }: ValueColumn): z.infer<typeof figures> | null {
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (handled || category || sorted.length < FEWEST_ROWS || !distinct.every(Number.isSafeInteger)) return null;
  const found = CYCLES.find(({ period, from, name }) => {
    const isNamed = (period === HOURS && low === 0) || (typeof label === 'string' && name.test(label));
    const isWhole = distinct.length === period && high - low === period - 1;
    return isNamed && isWhole && from.some((first) => first === low) && endsMeet(sorted, low, period);
  });
  return found === undefined ? null : { column: label, what: found.what, period: found.period, low, high };
}
