import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import type { ValueColumn } from '../value-table.ts';
import { isNamed, KNOWN_CYCLES, type KnownCycle, lengthAround } from './known-cycles.ts';
import { endsMeet } from './turn-ends.ts';

const FEWEST_ROWS = 60;
/** Mean rows of a number in which the first or the last ones of a cycle may be missing by chance. */
const FEW = 6;
/** Least share of the numbers that as many independent rows would have. */
const MOSTLY = 0.85;
/** More categories are too many for a condition. */
const MOST_CATEGORIES = 31;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  what: z.string(),
  period: z.number(),
  low: z.number(),
  high: z.number(),
  /** Different numbers. Absent: all from `low` to `high`. */
  distinct: z.number().optional(),
});

/** Whole numbers count hours or months, of which the last is next to the first. */
export const cycle = defineDoubt({
  kind: 'cycle',
  code: 'angle',
  severity: 'warning',
  adopted: true,
  figures,
  detect: ({ columns }) => columns.flatMap((column) => cycleOf(column) ?? []),
  describe({ column, what, period, low, high, distinct }, { column: setOf, asCondition }) {
    const angle = setOf([{ column, keys: { period } }]);
    const places = high - low + 1;
    const categories = distinct ?? places;
    const condition = categories > MOST_CATEGORIES ? null : asCondition([{ column, categories }]);
    const ways = [
      angle.advice === null ? [] : [angle.advice],
      condition?.advice == null ? [] : [`use it as a condition: ${condition.advice}`],
    ].flat();
    const name = columnName(column);
    const advice = ways.length === 0 ? 'use its sine and cosine as two columns' : ways.join(', or ');
    const numbers = categories === places ? 'all whole numbers' : 'whole numbers';
    return {
      message: `column ${name} has ${numbers} from ${low} to ${high}, like ${what}. Without a period, the flow does not know that the last is next to the first. ${advice[0]!.toUpperCase()}${advice.slice(1)}`,
      fixes: [...angle.fixes, ...(condition?.fixes ?? [])],
    };
  },
  example: {
    columns: ['hour', 'a', 'b'],
    rows: 480,
    row: (i) => [Math.floor(24 * uniform(i)), normal(i, 1), normal(i, 2)],
    keys: { dequantize: true },
  },
});

/** null: it counts nothing that begins again. */
export function cycleOf(column: ValueColumn): z.infer<typeof figures> | null {
  const { label, handled, category, sorted, distinct } = column;
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (handled || category || sorted.length < FEWEST_ROWS || !distinct.every(Number.isSafeInteger)) return null;
  for (const known of KNOWN_CYCLES) {
    const period = periodOf(column, known);
    if (period === null) continue;
    const isWhole = distinct.length === high - low + 1;
    // Numbers without the name of a cycle are one only if none is missing.
    if (!isNamed(label, known) && !(known.isPlain && low === 0 && isWhole && distinct.length === period)) continue;
    return {
      ...{ column: label, what: known.what, period, low, high },
      ...(isWhole ? {} : { distinct: distinct.length }),
    };
  }
  return null;
}

/** The length of the cycle that the numbers fill; null: they do not. */
function periodOf({ sorted, distinct }: ValueColumn, known: KnownCycle): number | null {
  const found = lengthAround(known, sorted[0]!, sorted.at(-1)!);
  if (found === null) return null;
  const { first, length } = found;
  const rows = sorted.length / length;
  const missing = Math.floor(FEW / rows);
  const isReached = sorted[0]! - first <= missing && first + length - 1 - sorted.at(-1)! <= missing;
  const expected = length * (1 - Math.exp(-rows));
  return isReached && distinct.length >= MOSTLY * expected && endsMeet(sorted, first, length) ? length : null;
}
