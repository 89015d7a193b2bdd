import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { columnsText, listed } from '../figures-text.ts';
import { weightIn } from './weight-column.ts';
import { derivedName } from './weight-names.ts';

const WHY = {
  density: 'a log density or χ², which is a function of the parameters',
  weight: 'the logarithm of a weight or a volume, not a parameter',
} as const;

const figures = z.strictObject({
  columns: z.array(z.strictObject({ column: z.union([z.string(), z.number()]), of: z.enum(['density', 'weight']) })),
});

/** Weighted samples have columns that follow from the parameters, such as `minuslogpost`: rows lie on a surface. */
export const logDensity = defineDoubt({
  kind: 'log-density',
  code: 'dependent-columns',
  severity: 'warning',
  adopted: true,
  covers: true,
  figures,
  detect(table) {
    const isWeighted = table.effectiveShare !== undefined || weightIn(table) !== null;
    if (!isWeighted || table.chosen) return [];
    const found = table.columns.flatMap(({ label, isIndex }) => {
      const of = isIndex ? null : derivedName(label);
      return of === null ? [] : [{ column: label, of }];
    });
    return found.length === 0 ? [] : [{ columns: found }];
  },
  reasons: ({ columns }) => columns.map(({ column, of }) => ({ column, why: WHY[of] })),
  describe({ columns }, { without }) {
    const { advice, fixes } = without(columns.map(({ column }) => column));
    const is = listed(columns.map(({ column, of }) => `${columnName(column)} (${WHY[of]})`));
    const what =
      columns.length === 1
        ? `${columnsText([columns[0]!.column])} beside a column of weights is ${WHY[columns[0]!.of]}`
        : `${columns.length} columns beside a column of weights are no parameters: ${is}`;
    const leave = advice === null ? '' : `. Leave ${columns.length === 1 ? 'it' : 'them'} out ${advice}`;
    return { message: `${what}. A flow of both would have no density${leave}`, fixes };
  },
  example: {
    columns: ['w', 'minuslogpost', 'H0', 'Om'],
    rows: 400,
    row: (i) => [
      -Math.log(uniform(i, 8)),
      (normal(i) ** 2 + normal(i, 1) ** 2) / 2 + 0.1 * normal(i, 2),
      70 + 2 * normal(i),
      0.3 + 0.02 * normal(i, 1),
    ],
    keys: { weight: 'w' },
  },
});
