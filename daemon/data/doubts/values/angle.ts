import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { listed, sentence } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { isContinuous } from './continuous.ts';
import { edgeOf } from './edge.ts';
import { TURN } from './turn-ends.ts';

/** Where angles begin and end, in degrees, radians, and hours of a day. */
const RANGES = [
  { low: 0, period: 360, text: '[0, 360)' },
  { low: -180, period: 360, text: '[−180, 180)' },
  { low: 0, period: TURN, text: '[0, 2π)' },
  { low: -Math.PI, period: TURN, text: '[−π, π)' },
  { low: 0, period: 24, text: '[0, 24)' },
] as const;
/** Largest distance of the first and last value from the ends, in periods. */
const REACH = 0.01;
/** Least density at both ends, relative to that between the quartiles, and the largest ratio of the two. */
const DENSE = 0.2;
const DIFFERENCE = 3;
/** Whole degrees: fewest different values, and rows within ten degrees of an end relative to a uniform angle. */
const FEWEST_DEGREES = 120;

const figures = z.strictObject({
  columns: z.array(
    z.strictObject({ column: z.union([z.string(), z.number()]), period: z.number(), range: z.string() }),
  ),
});

/** A column has the range of an angle, and values at both ends, which are next to each other on the circle. */
export const angle = defineDoubt({
  kind: 'angle',
  code: 'angle',
  severity: 'warning',
  adopted: true,
  figures,
  detect({ columns }) {
    const found = columns.flatMap((column) => {
      const range = column.handled ? null : anglePeriod(column);
      return range === null ? [] : [{ column: column.label, period: range.period, range: range.text }];
    });
    return found.length === 0 ? [] : [{ columns: found }];
  },
  describe({ columns }, { column: setOf }) {
    const { advice, fixes } = setOf(columns.map(({ column, period }) => ({ column, keys: { period } })));
    const names = listed(columns.map(({ column, range }) => `${columnName(column)} (in ${range})`));
    const what = columns.length === 1 ? `column ${names} looks like an angle` : `columns ${names} look like angles`;
    return {
      message: `${what}: values near both ends are frequent. Without a period, the flow does not know that the ends meet${sentence(advice ?? 'use the sine and cosine of the angle as two columns')}`,
      fixes,
    };
  },
  example: { columns: ['phi', 'b'], rows: 600, row: (i) => [360 * uniform(i), normal(i, 1)] },
});

/** The range of an angle that the column has; null: it has none. */
export function anglePeriod(column: ValueColumn): (typeof RANGES)[number] | null {
  const { sorted } = column;
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const range = RANGES.find(
    ({ low, period }) =>
      first >= low - 1e-6 * period &&
      last <= low + period * (1 + 1e-6) &&
      first - low <= REACH * period &&
      low + period - last <= REACH * period,
  );
  if (range === undefined) return null;
  return (isContinuous(column) ? hasBothEnds(sorted) : hasAllDegrees(column, range)) ? range : null;
}

function hasBothEnds(sorted: Float64Array): boolean {
  const options = { likely: true, anywhere: true };
  const [low, high] = [edgeOf(sorted, 'low', options), edgeOf(sorted, 'high', options)];
  if (low === null || high === null) return false;
  if (low.equal > 0 || high.equal > 0) return false;
  return low.density <= DIFFERENCE * high.density && high.density <= DIFFERENCE * low.density;
}

function hasAllDegrees({ sorted, distinct }: ValueColumn, { low, period }: (typeof RANGES)[number]): boolean {
  if (period !== 360 || distinct.length < FEWEST_DEGREES) return false;
  const within = (from: number, to: number) => sorted.filter((value) => value >= from && value < to).length;
  const [start, end] = [within(low, low + 10), within(low + 350, low + 361)];
  const least = (DENSE * sorted.length) / 36;
  return start >= least && end >= least && start <= DIFFERENCE * end && end <= DIFFERENCE * start;
}
