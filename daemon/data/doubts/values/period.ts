import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { sentence } from '../figures-text.ts';
import { periodProblem } from './period-text.ts';
import { wrongPeriodOf } from './wrong-period.ts';

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  period: z.number(),
  low: z.number(),
  high: z.number(),
  /** Of the grid that the values are on; 0: they are on none. */
  step: z.number().default(0),
  /** A period whose turn the values fill; null: none is known. */
  better: z.number().nullable(),
  /** The column is a latitude, up to this pole and its negative. */
  pole: z.number().nullable().default(null),
});

/** The values of an angle fill another turn than that of its period, or go on over several. */
export const period = defineDoubt({
  kind: 'period',
  code: 'angle',
  severity: 'warning',
  figures,
  detect: ({ columns }) =>
    columns.flatMap((column) => {
      const wrong = wrongPeriodOf(column);
      return wrong === null || column.period === null
        ? []
        : [{ column: column.label, period: column.period, ...wrong }];
    }),
  describe(found, { column: setOf, withoutKey }) {
    const { column, period: own, better, pole } = found;
    const name = columnName(column);
    const problem = periodProblem(name, found);
    if (pole !== null) {
      const { advice, fixes } = setOf([{ column, keys: { bounds: [-pole, pole], period: undefined } }]);
      return { message: `${problem}${sentence(advice)}`, fixes };
    }
    if (better !== null) {
      const { advice, fixes } = setOf([{ column, keys: { period: better } }]);
      return { message: `${problem}${sentence(advice)}`, fixes };
    }
    const removed = withoutKey(column, 'period');
    const plain = removed.advice === null ? '' : ` If it is no angle, ${removed.advice}.`;
    return {
      message: `${problem}.${plain} If only the angle matters, write the values modulo ${own} to the file`,
      fixes: removed.fixes,
    };
  },
  example: {
    columns: ['phi', 'b'],
    rows: 600,
    row: (i) => [360 * uniform(i), normal(i, 1)],
    keys: { columns: [{ name: 'phi', period: 180 }, 'b'] },
  },
});
