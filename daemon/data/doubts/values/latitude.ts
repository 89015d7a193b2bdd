import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { listed, percent, sentence } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { isContinuous } from './continuous.ts';
import { poleOf } from './latitudes.ts';

const FEWEST_ROWS = 40;
/** Rows this close to a pole, in distances from the equator, and their least share: elsewhere, no flow reaches the poles. */
const CLOSE = 1 / 9;
const LEAST = 0.003;

const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.union([z.string(), z.number()]),
      pole: z.number(),
      /** Of the rows: those close to a pole. */
      share: z.number(),
    }),
  ),
});

/** A latitude goes up to the poles, where it ends. */
export const latitude = defineDoubt({
  kind: 'latitude',
  code: 'bounded-column',
  severity: 'warning',
  adopted: true,
  figures,
  detect({ columns }) {
    const found = columns.flatMap((column) => latitudeIn(column) ?? []);
    return found.length === 0 ? [] : [{ columns: found }];
  },
  isSettled: ({ takesInterval }) => takesInterval,
  describe({ columns }, { column: setOf }) {
    const { advice, fixes } = setOf(columns.map(({ column, pole }) => ({ column, keys: { bounds: [-pole, pole] } })));
    const names = columns.map(
      ({ column, share }) => `${columnName(column)} (${percent(share)} of the rows close to a pole)`,
    );
    const what = columns.length === 1 ? `column ${names[0]} is a latitude` : `columns ${listed(names)} are latitudes`;
    return { message: `${what}. A smooth flow puts probability beyond the poles${sentence(advice)}`, fixes };
  },
  example: {
    columns: ['lat', 'b'],
    rows: 600,
    row: (i) => [(180 / Math.PI) * Math.asin(2 * uniform(i) - 1), normal(i, 1)],
    // Columns of an array have no names.
    keys: { limit: 600 },
  },
});

/** null: it is no latitude, or far from the poles. */
export function latitudeIn(column: ValueColumn): z.infer<typeof figures>['columns'][number] | null {
  const { label, handled, dequantized, category, sorted } = column;
  if (handled || dequantized || category || sorted.length < FEWEST_ROWS || !isContinuous(column)) return null;
  const pole = poleOf(label, sorted[0]!, sorted.at(-1)!);
  if (pole === null) return null;
  const close = sorted.filter((value) => Math.abs(value) >= (1 - CLOSE) * pole).length;
  return close < Math.max(2, LEAST * sorted.length) ? null : { column: label, pole, share: close / sorted.length };
}
