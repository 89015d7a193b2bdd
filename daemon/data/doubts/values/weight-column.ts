import * as z from 'zod';
import { rankCorrelation, standardRanks } from '../../../statistics/dependent-pairs.ts';
import { effectiveSampleSize } from '../../../statistics/mean-and-error.ts';
import { type ColumnLabel, columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';
import { derivedName, weightName } from './weight-names.ts';

/** With fewer rows, chance correlates columns, or does not. */
const FEWEST_ROWS = 50;
/** Coefficient of variation: measured weights of bodies and things mostly vary less. */
const LEAST_VARIATION = 0.5;
/** Of a sum of 1 in a file, whose numbers are rounded. */
const ROUNDING = 1e-3;
/** Of ranks: what is measured goes with another column. */
const STRONG_CORRELATION = 0.3;
/** With less, a single row has nearly all of the weight in some split, and the rows cannot be used. */
const LEAST_EFFECTIVE = 5;

const WHY = {
  name: 'by its name',
  density: 'by its name and the log densities beside it',
  multiplicity: 'by its name and its whole numbers, of which most are 1',
  normalized: 'by its name and its sum, which is 1',
  unrelated: 'by its name, and since no other column depends on it',
} as const;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  because: z.enum(['name', 'density', 'multiplicity', 'normalized', 'unrelated']),
  effectiveSampleSize: z.number(),
  rows: z.number(),
});

/** A column says how often each row counts, and would be modeled as a quantity. */
export const weightColumn = defineDoubt({
  kind: 'weight-column',
  code: 'weight-column',
  severity: 'warning',
  adopted: true,
  covers: true,
  figures,
  detect(table) {
    const found = weightIn(table);
    if (found === null) return [];
    const { values, label } = found.column;
    return [
      {
        column: label,
        because: found.because,
        // That of all rows, if these are a sample of them.
        effectiveSampleSize: (effectiveSampleSize(values) * table.count) / table.sampled,
        rows: table.count,
      },
    ];
  },
  reasons: ({ column }) => [{ column, why: 'the weights of the rows' }],
  comment: ({ column, because, ...size }) => [
    `Column ${columnName(column)} has the weights of the rows (${WHY[because]}): each row counts as often as its weight says. ${capital(effectiveText(size))}.`,
    'To model the column instead, remove this line and name all modeled columns in "columns".',
  ],
  isSettled: ({ takesWeights }) => !takesWeights,
  describe({ column, because, ...size }, { asWeight }) {
    const { advice, fixes } = asWeight(column);
    const name = columnName(column);
    const set = advice === null ? '' : `. S${advice.slice(1)}, or name ${name} in "columns" if it is a measurement`;
    return {
      message: `column ${name} probably has the weights of the rows (${WHY[because]}), but is modeled, and all rows count alike: ${effectiveText(size)}${set}`,
      fixes,
    };
  },
  example: {
    columns: ['mult', 'a', 'b'],
    rows: 400,
    row: (i) => [1 + Math.floor(-2 * Math.log(uniform(i, 8))), normal(i), normal(i, 1)],
    keys: { dequantize: true },
  },
});

function effectiveText({
  effectiveSampleSize: size,
  rows,
}: Pick<z.infer<typeof figures>, 'effectiveSampleSize' | 'rows'>) {
  return `with these weights, the effective sample size is ${Math.round(size)} of ${rows} rows`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface WeightColumn {
  readonly column: ValueColumn;
  readonly because: z.infer<typeof figures>['because'];
}

/** The column that probably has the weights of the rows; null: there is none, or the spec says what is modeled. */
export function weightIn(table: ValueTable): WeightColumn | null {
  if (table.chosen || table.effectiveShare !== undefined) return null;
  const candidates = table.columns.filter((column) => isPossible(column) && weightName(column.label) !== null);
  const others = (column: ValueColumn) =>
    table.columns.filter(({ label, isIndex }) => label !== column.label && !isIndex && derivedName(label) === null);
  const certain = candidates.find(({ label }) => weightName(label) === 'certain');
  if (certain !== undefined && others(certain).length > 0) return { column: certain, because: 'name' };
  for (const column of candidates) {
    const because = table.sampled < FEWEST_ROWS ? null : reasonOf(column, others(column), table);
    if (because !== null) return { column, because };
  }
  return null;
}

/** Whether rows can have these weights. */
function isPossible({ sorted, values, handled, category }: ValueColumn): boolean {
  if (handled || category || !(sorted[0]! >= 0) || sorted[0] === sorted.at(-1)) return false;
  return effectiveSampleSize(values) >= LEAST_EFFECTIVE;
}

/** What shows that a column called `weight` has no measured quantity; null: nothing does. */
function reasonOf(
  column: ValueColumn,
  others: readonly ValueColumn[],
  { columns, count, sampled }: Pick<ValueTable, 'columns' | 'count' | 'sampled'>,
): WeightColumn['because'] | null {
  if (others.length === 0 || variationOf(column.values) < LEAST_VARIATION) return null;
  if (columns.some(({ label }) => isLogDensity(label))) return 'density';
  if (areMultiplicities(column)) return 'multiplicity';
  const sum = column.values.reduce((total, value) => total + value, 0);
  if (count === sampled && Math.abs(sum - 1) <= ROUNDING) return 'normalized';
  const ranks = standardRanks(column.values);
  const isStrong = (other: ValueColumn) =>
    Math.abs(rankCorrelation(ranks, standardRanks(other.values))) >= STRONG_CORRELATION;
  return others.some(isStrong) ? null : 'unrelated';
}

function isLogDensity(label: ColumnLabel): boolean {
  return derivedName(label) === 'density';
}

/** How often a chain stayed at a point: 1 is the least and the most frequent. Counts of other things have zeros. */
function areMultiplicities({ sorted, distinct }: ValueColumn): boolean {
  if (sorted[0] !== 1 || !distinct.every(Number.isSafeInteger)) return false;
  const runs = new Map<number, number>();
  for (const value of sorted) runs.set(value, (runs.get(value) ?? 0) + 1);
  return Math.max(...runs.values()) === runs.get(1);
}

function variationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean;
}
