import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';

const FEWEST_ROWS = 20;
const FEWEST_DATES = 10;
const YEARS = [1800, 2199] as const;
/** Pairs of equal numbers that independent rows would have: without any, chance leaves none in 6 of 10⁶ columns. */
const EXPECTED_PAIRS = 12;
/** Neighbours in order from which a density is estimated. */
const NEIGHBOURS = 20;
/** Share of a range that is filled, from which on numbers in ascending order are no times. */
const FILLED = 0.5;

const KINDS = {
  date: 'are dates written as numbers (YYYYMMDD), whose distances mean nothing',
  month: 'are months written as numbers (YYYYMM), whose distances mean nothing',
  unique: 'never repeat, as those of an identifier, although they are dense enough to',
} as const;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  is: z.enum(['date', 'month', 'unique']),
});

/** Whole numbers are names: dates, identifiers. */
export const code = defineDoubt({
  kind: 'code',
  code: 'discrete-data',
  severity: 'warning',
  adopted: true,
  figures,
  detect(table) {
    return table.columns.flatMap((column) => {
      const is = codeKind(column, table);
      return is === null ? [] : [{ column: column.label, is }];
    });
  },
  describe({ column, is }, { without }) {
    const { advice, fixes } = without([column]);
    const instead = is === 'date' || is === 'month' ? 'To model it, write days since a date to the file' : '';
    const leave = advice === null ? '' : `Leave it out ${advice}`;
    const ways = [instead, leave].filter((way) => way !== '').map((way) => `. ${way}`);
    return { message: `column ${columnName(column)}: its whole numbers ${KINDS[is]}${ways.join('')}`, fixes };
  },
  example: {
    columns: ['day', 'a', 'b'],
    rows: 200,
    row: (i) => [
      20230101 + 100 * Math.floor(12 * uniform(i)) + Math.floor(28 * uniform(i, 1)),
      normal(i, 2),
      normal(i, 3),
    ],
    keys: { dequantize: true },
  },
});

/** null: it has none. */
export function codeKind(
  column: ValueColumn,
  { sampled, indexes }: Pick<ValueTable, 'sampled' | 'indexes'>,
): z.infer<typeof figures>['is'] | null {
  const { label, handled, category, distinct } = column;
  if (handled || category || indexes.has(label) || sampled < FEWEST_ROWS) return null;
  if (!distinct.every(Number.isSafeInteger)) return null;
  if (distinct.length >= FEWEST_DATES && distinct.every((value) => isDate(value))) return 'date';
  if (distinct.length >= FEWEST_DATES && distinct.every((value) => isMonth(value))) return 'month';
  return isIdentifier(column) ? 'unique' : null;
}

function isMonth(value: number): boolean {
  const [year, month] = [Math.floor(value / 100), value % 100];
  return year >= YEARS[0] && year <= YEARS[1] && month >= 1 && month <= 12;
}

function isDate(value: number): boolean {
  const day = value % 100;
  return isMonth(Math.floor(value / 100)) && day >= 1 && day <= 31;
}

/** Whether no number occurs twice, although so many would if the rows were independent. */
function isIdentifier({ values, sorted, distinct }: ValueColumn): boolean {
  const count = sorted.length;
  if (distinct.length < count || count <= NEIGHBOURS || areSpaced(distinct)) return false;
  let pairs = 0;
  for (let i = 0; i + NEIGHBOURS < count; i++) pairs += NEIGHBOURS / (2 * (sorted[i + NEIGHBOURS]! - sorted[i]!));
  if (pairs < EXPECTED_PAIRS) return false;
  const isAscending = values.every((value, row) => row === 0 || value > values[row - 1]!);
  return !isAscending || count >= FILLED * (sorted[count - 1]! - sorted[0]! + 1);
}

/** Numbers in equal steps may be times or places; those that count are a row index. */
function areSpaced(distinct: Float64Array): boolean {
  const step = distinct[1]! - distinct[0]!;
  return distinct.every((value, i) => value === distinct[0]! + i * step);
}
