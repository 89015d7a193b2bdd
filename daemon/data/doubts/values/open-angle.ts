import * as z from 'zod';
import { openAngleText } from '../../dequantize.ts';
import { closedPeriod, closes, isGridOverTurns } from '../../turns.ts';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { sentence } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { wrongPeriodOf } from './wrong-period.ts';

/** With fewer rows, values are whole numbers by chance. */
const FEWEST_ROWS = 20;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  period: z.number(),
  step: z.number(),
  /** The column has noise. Otherwise whole numbers of later turns keep it from having any. */
  noise: z.boolean(),
});

/** A turn of an angle is not a whole number of steps of its grid. */
export const openAngle = defineDoubt({
  kind: 'open-angle',
  code: 'angle',
  severity: 'warning',
  figures,
  detect({ columns }) {
    return columns.flatMap((column) => {
      const { label, period, dequantized } = column;
      const step = column.step ?? 1;
      if (period === null || closes(period, step) || wrongPeriodOf(column) !== null) return [];
      return dequantized || isWholeOverTurns(column, period)
        ? [{ column: label, period, step, noise: dequantized }]
        : [];
    });
  },
  describe({ column, period, step, noise }, { column: setOf }) {
    const closed = closedPeriod(period, step);
    const remedy = closed === null ? null : setOf([{ column, keys: { period: closed } }]);
    const what = noise
      ? openAngleText({ period, step })
      : `its whole numbers are not whole modulo its period ${period}, so that they get no noise`;
    return {
      message: `column ${columnName(column)}: ${what}${sentence(remedy?.advice ?? null)}`,
      fixes: remedy?.fixes ?? [],
    };
  },
  example: {
    columns: ['phi', 'b'],
    rows: 400,
    row: (i) => [Math.round(10 * (3 + normal(i) / 2)) / 10, normal(i, 1)],
    keys: { columns: [{ name: 'phi', period: 6.283185 }, 'b'], dequantize: [{ column: 'phi', step: 0.1 }] },
  },
});

/** Most values are whole numbers, and all were before they were taken modulo the period. */
function isWholeOverTurns({ values }: ValueColumn, period: number): boolean {
  const whole = values.reduce((sum, value) => sum + (Number.isSafeInteger(value) ? 1 : 0), 0);
  if (values.length < FEWEST_ROWS || whole === values.length || 2 * whole < values.length) return false;
  return isGridOverTurns(values.length, (row) => values[row]!, { period, step: 1 });
}
