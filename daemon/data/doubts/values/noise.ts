import * as z from 'zod';
import { deviation } from '../../grid.ts';
import { DEQUANTIZE_KEY } from '../../sources/keys.ts';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { sentence } from '../figures-text.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';

/** In standard deviations: noise that is narrower is lost in float32 numbers. */
const LEAST_STEP = 1e-6;
/** Share of whole numbers, from which on a column is one of them but for a few values. */
const MOSTLY = 0.9;
const FEWEST_ROWS = 20;
const FEWEST_WHOLE = 3;

const figures = z.discriminatedUnion('of', [
  /** No column is one of whole numbers. */
  z.strictObject({ of: z.literal('none') }),
  z.strictObject({ of: z.literal('step'), column: z.union([z.string(), z.number()]), step: z.number() }),
  z.strictObject({
    of: z.literal('fraction'),
    column: z.union([z.string(), z.number()]),
    value: z.number(),
    fractions: z.number(),
    count: z.number(),
  }),
]);

type Found = z.infer<typeof figures>;

/** `dequantize` adds no noise where it was probably meant to. */
export const noise = defineDoubt({
  kind: 'noise',
  code: 'discrete-data',
  severity: 'warning',
  figures,
  detect(table) {
    const { columns } = table;
    const steps = columns.flatMap((column): Found[] => {
      const { label, dequantized, step, values } = column;
      if (!dequantized || step === null || step >= LEAST_STEP * deviation(values)) return [];
      return [{ of: 'step', column: label, step }];
    });
    const fractions = table.noise ? columns.flatMap((column) => fractionsIn(column, table)) : [];
    const isNone = table.noise && fractions.length === 0 && !columns.some(({ dequantized }) => dequantized);
    return [...steps, ...fractions, ...(isNone ? [{ of: 'none' as const }] : [])];
  },
  describe(found, { set, without, withoutNoise }) {
    if (found.of === 'fraction') return { message: fractionText(found, without([found.column]).advice), fixes: [] };
    const { advice, fixes } = found.of === 'step' ? withoutNoise(found.column) : set({ [DEQUANTIZE_KEY]: false });
    const message =
      found.of === 'none'
        ? `"${DEQUANTIZE_KEY}": true adds no noise, since every column has fractions${sentence(advice)}, or give the step of their grid`
        : `column ${columnName(found.column)}: noise of the width ${found.step} is too small to change its values${sentence(advice)}, or give the step of their grid`;
    return { message, fixes };
  },
  example: {
    columns: ['a', 'b'],
    rows: 200,
    row: (i) => [normal(i), normal(i, 1)],
    keys: { dequantize: true },
  },
});

/** A few values that are not whole keep a column from having noise. */
function fractionsIn(
  { label, values, dequantized, period, isIndex, distinct }: ValueColumn,
  { sampled }: ValueTable,
): Found[] {
  // Whole numbers may have fractions modulo a period.
  if (dequantized || period !== null || isIndex || sampled < FEWEST_ROWS) return [];
  const isWhole = (value: number) => Number.isSafeInteger(value);
  const whole = values.filter(isWhole).length;
  if (whole === values.length || whole < MOSTLY * values.length) return [];
  // Zero and fractions are amounts.
  if (distinct.filter(isWhole).length < FEWEST_WHOLE) return [];
  const value = values.find((each) => !isWhole(each))!;
  return [{ of: 'fraction', column: label, value, fractions: values.length - whole, count: values.length }];
}

/** Without a quick fix: it is rather the values that are wrong. */
function fractionText(
  { column, value, fractions, count }: Extract<Found, { of: 'fraction' }>,
  advice: string | null,
): string {
  const which =
    fractions === 1 ? `${value} is no whole number` : `${fractions} values, such as ${value}, are not whole`;
  const leave = advice === null ? '' : `, or leave the column out ${advice}`;
  return `column ${columnName(column)}: ${which}, but the other ${count - fractions} are, so "${DEQUANTIZE_KEY}": true adds no noise to the column. Correct the ${fractions === 1 ? 'value' : 'values'}${leave}`;
}
