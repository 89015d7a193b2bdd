import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { sentence } from '../figures-text.ts';

/** A column with one bound has a transform, too. */
export const doubleLogarithm = defineDoubt({
  kind: 'double-logarithm',
  code: 'heavy-tails',
  severity: 'warning',
  figures: z.strictObject({ column: z.union([z.string(), z.number()]) }),
  detect: ({ columns }) =>
    columns.flatMap(({ label, logarithm }) => (logarithm === 'twice' ? [{ column: label }] : [])),
  describe({ column }, { withoutKey }) {
    const { advice, fixes } = withoutKey(column, 'transform');
    return {
      message: `column ${columnName(column)} has one bound and "transform": "asinh", which is the logarithm of a logarithm: samples may be larger than all rows by orders of magnitude${sentence(advice)}`,
      fixes,
    };
  },
  example: {
    columns: ['a', 'b'],
    rows: 200,
    row: (i) => [-Math.log(uniform(i)), normal(i, 1)],
    keys: { columns: [{ name: 'a', bounds: [0, null], transform: 'asinh' }, 'b'] },
  },
});
