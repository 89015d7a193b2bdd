import * as z from 'zod';
import { deviation, FINE_STEP } from '../../grid.ts';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { listed, sentence, short } from '../figures-text.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';
import { gridStep } from './grid-step.ts';

/** Fewest rows for each value on average: a flow cannot tell a grid with fewer from numbers of limited precision. */
const ROWS_PER_VALUE = 3;
/** The same for steps that are as coarse as this. */
const COARSE = 0.05;
const ROWS_PER_COARSE_VALUE = 1.25;
const FEWEST_ROWS = 20;
/** Of whole numbers: two of them always have a step. */
const FEWEST_WHOLE = 4;

const figures = z.strictObject({
  columns: z.array(
    z.strictObject({ column: z.union([z.string(), z.number()]), step: z.number(), distinct: z.number() }),
  ),
  /** All modelled columns are on a grid with the same step. */
  all: z.boolean(),
  /** Columns with noise, and other columns of whole numbers. */
  others: z.array(z.strictObject({ column: z.union([z.string(), z.number()]), step: z.number().nullable() })),
});

type Found = z.infer<typeof figures>;

/** Values repeat, and all are on a grid with a step that is not 1, or is wider than the noise. */
export const grid = defineDoubt({
  kind: 'grid',
  code: 'discrete-data',
  severity: 'warning',
  adopted: true,
  figures,
  detect(table) {
    const columns = table.columns.flatMap((column) => {
      const step = stepOf(column, table);
      return step === null ? [] : [{ column: column.label, step, distinct: column.distinct.length }];
    });
    if (columns.length === 0) return [];
    const same = columns.every(({ step }) => step === columns[0]!.step);
    const found = new Set(columns.map(({ column }) => column));
    const others = table.columns
      .filter(
        ({ label, dequantized, values }) => !found.has(label) && (dequantized || values.every(Number.isSafeInteger)),
      )
      .map(({ label, step }) => ({ column: label, step }));
    return [{ columns, all: same && columns.length === table.columns.length, others }];
  },
  describe({ columns, all, others }, { set, indexes }) {
    const { advice, fixes } = set({
      dequantize: all
        ? { step: columns[0]!.step }
        : [...others.filter(({ column }) => !indexes.has(column)), ...columns].map(entryOf),
    });
    const because = 'A continuous density on a grid has no upper bound, so the NLL would have no lower bound';
    return { message: `${whatIs(columns)}. ${because}${sentence(advice)}`, fixes };
  },
  example: {
    columns: ['a', 'b'],
    rows: 400,
    row: (i) => [Math.round(15 * normal(i)) / 15, normal(i, 1)],
  },
});

function stepOf(column: ValueColumn, { sampled }: ValueTable): number | null {
  const { distinct, values } = column;
  if (column.handled || distinct.length < 2) return null;
  if (sampled < FEWEST_ROWS || sampled < ROWS_PER_COARSE_VALUE * distinct.length) return null;
  // Whole numbers without noise are reported as such.
  const whole = values.every(Number.isSafeInteger);
  if (whole ? !column.dequantized || column.step !== null : column.dequantized) return null;
  const step = gridStep(distinct);
  if (step === null || (whole && (step < 2 || distinct.length < FEWEST_WHOLE))) return null;
  const least = sampled < ROWS_PER_VALUE * distinct.length ? COARSE : FINE_STEP;
  return step >= least * deviation(values) ? step : null;
}

/** Columns of whole numbers are listed by name. */
function entryOf({ column, step }: Found['others'][number]): unknown {
  return step === null ? column : { column, step };
}

function whatIs(columns: Found['columns']): string {
  const [first] = columns;
  if (columns.length === 1) {
    return `column ${columnName(first!.column)} takes ${first!.distinct} distinct values, with a step of ${first!.step}`;
  }
  const same = columns.every(({ step }) => step === first!.step);
  const names = columns.map(({ column, step, distinct }) =>
    same ? columnName(column) : `${columnName(column)} (${distinct} values, step ${short(step)})`,
  );
  const shown = listed(names);
  return same
    ? `columns ${shown} take values with a step of ${first!.step}`
    : `columns ${shown} take few distinct values, with a fixed step`;
}
