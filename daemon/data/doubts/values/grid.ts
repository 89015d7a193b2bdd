import * as z from 'zod';
import { deviation, FINE_STEP } from '../../grid.ts';
import { closes } from '../../turns.ts';
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
/** The same for finer steps, of which neighbors must occur, and more than a few values that are not whole: percent with one decimal. */
const FINEST = 0.001;
const FEWEST_FRACTIONS = 0.1;
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
      const step = newStep(column, table);
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
  describe({ columns, all, others }, { noise }) {
    const { advice, fixes } = noise(
      columns.map(({ column, step }) => ({ column, step })),
      { all, others },
    );
    const because = 'A continuous density on a grid has no upper bound, so the NLL would have no lower bound';
    return { message: `${whatIs(columns)}. ${because}${sentence(advice)}`, fixes };
  },
  example: {
    columns: ['a', 'b'],
    rows: 400,
    row: (i) => [Math.round(15 * normal(i)) / 15, normal(i, 1)],
  },
});

/** Also within bounds: they do not keep the density of a value from growing. @returns null if it is on no other grid than its noise */
export function newStep(column: ValueColumn, { sampled }: Pick<ValueTable, 'sampled'>): number | null {
  const { distinct, values, period } = column;
  if (column.isIndex || column.category || distinct.length < 2) return null;
  if (sampled < FEWEST_ROWS || sampled < ROWS_PER_COARSE_VALUE * distinct.length) return null;
  // Whole numbers without noise are reported as such.
  const whole = values.every(Number.isSafeInteger);
  if (whole ? !column.dequantized || column.step !== null : column.dequantized) return null;
  const step = gridStep(distinct);
  if (step === null || (whole && (step < 2 || distinct.length < FEWEST_WHOLE))) return null;
  // A grid that does not meet itself after a turn is reported once there is noise.
  if (period !== null && !closes(period, step)) return null;
  const relative = step / deviation(values);
  if (sampled < ROWS_PER_VALUE * distinct.length) return relative >= COARSE ? step : null;
  return relative >= FINE_STEP || (relative >= FINEST && isFineGrid(column, step)) ? step : null;
}

/** Numbers of limited precision are on some grid, too, as are whole numbers with a mistake. */
function isFineGrid({ distinct, values }: ValueColumn, step: number): boolean {
  const hasNeighbors = distinct.some((value, i) => i > 0 && value - distinct[i - 1]! < 1.5 * step);
  const fractions = values.reduce((sum, value) => sum + Number(!Number.isSafeInteger(value)), 0);
  return hasNeighbors && fractions >= FEWEST_FRACTIONS * values.length;
}

/** Columns of whole numbers are listed by name. */

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
