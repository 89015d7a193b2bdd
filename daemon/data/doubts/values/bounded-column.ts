import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { uniform } from '../example-numbers.ts';
import { listed, percent, sentence } from '../figures-text.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';
import { anglePeriod } from './angle.ts';
import { codeKind } from './code.ts';
import { isContinuous } from './continuous.ts';
import { cycleOf } from './cycle.ts';
import { edgeOf } from './edge.ts';
import { newStep } from './grid.ts';
import { gridEnd } from './grid-end.ts';
import { latitudeIn } from './latitude.ts';

/** Of the range: the rows this close to a bound are counted. */
const CLOSE = 0.01;

/** Least share of the rows there. */
const LEAST = 0.003;

/** With fewer different values, a grid is rather one of kinds. */
const FEWEST_VALUES = 4;

/** So many columns on a grid that pile up at an end are pixels, of which no single one matters. */
const PIXELS = 16;

const end = z.strictObject({ bound: z.number(), share: z.number(), equal: z.boolean() }).nullable();
const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.union([z.string(), z.number()]),
      /** `share`: of the rows that are at the bound (`equal`), or within a hundredth of the range of it. */
      low: end,
      high: end,
    }),
  ),
});

type Found = z.infer<typeof figures>['columns'][number];

/** The values of a column go up to a bound, with many of them at it or close to it. On a grid, noise does not change that. */
export const boundedColumn = defineDoubt({
  kind: 'bounded',
  code: 'bounded-column',
  severity: 'warning',
  adopted: true,
  figures,
  detect(table) {
    const columns = boundedColumns(table);
    return columns.length === 0 ? [] : [{ columns }];
  },
  isSettled: ({ takesInterval }) => takesInterval,
  describe({ columns }, { column: setOf }) {
    const keys = columns.map(({ column, low, high }) => ({
      column,
      keys: { bounds: [low?.bound ?? null, high?.bound ?? null] },
    }));
    const { advice, fixes } = setOf(keys);
    const what =
      columns.length === 1
        ? `column ${columnName(columns[0]!.column)} ends abruptly ${endsText(columns[0]!)}`
        : `${columns.length} columns end abruptly at a bound: ${listed(columns.map((found) => `${columnName(found.column)} ${endsText(found)}`))}`;
    return {
      message: `${what}. A smooth flow puts probability beyond it${sentence(advice)}`,
      fixes,
    };
  },
  example: { columns: ['a', 'b'], rows: 400, row: (i) => [uniform(i), uniform(i, 1) + uniform(i, 2) + uniform(i, 3)] },
});

export function boundedColumns(table: ValueTable): readonly Found[] {
  const found = table.columns.flatMap((column) => boundedBy(column, table) ?? []);
  const piled = found.filter(({ isGrid }) => isGrid).length;
  return found.flatMap(({ isGrid, ...own }) => (isGrid && piled >= PIXELS ? [] : [own]));
}

function boundedBy(column: ValueColumn, table: ValueTable): (Found & { readonly isGrid: boolean }) | null {
  if (column.handled || column.category || column.spike?.at === 'end') return null;
  const step = gridOf(column, table);
  if (step === null && !isContinuous(column)) return null;
  const end = (side: 'low' | 'high', likely = false) =>
    step === null ? endOf(column, side, { likely }) : endOfGrid(column, { step, side, likely });
  const [sure, other] = [end('low'), end('high')];
  // A quantity that has one bound often has two, and so have percentages.
  const isPercent = step !== null && column.sorted[0] === 0 && column.sorted.at(-1) === 100;
  const low = sure ?? (other || isPercent ? end('low', true) : null);
  const high = other ?? (sure || isPercent ? end('high', true) : null);
  if ((low === null && high === null) || anglePeriod(column) !== null || cycleOf(column) !== null) return null;
  // Codes and latitudes are reported as such.
  return codeKind(column, table) === null && latitudeIn(column) === null
    ? { column: column.label, low, high, isGrid: step !== null }
    : null;
}

/** The step of the column's grid, whether it has noise or is still to get it; null: it is on none. */
function gridOf(column: ValueColumn, table: ValueTable): number | null {
  const { dequantized, step, distinct } = column;
  if (distinct.length < FEWEST_VALUES) return null;
  if (dequantized) return step ?? newStep(column, table) ?? 1;
  return newStep(column, table) ?? (distinct.every(Number.isSafeInteger) ? 1 : null);
}

function endOfGrid(
  { sorted }: ValueColumn,
  { step, side, likely }: { readonly step: number; readonly side: 'low' | 'high'; readonly likely: boolean },
): z.infer<typeof end> {
  const found = gridEnd({ sorted, step }, side, likely);
  if (found === null) return null;
  const { bound } = found;
  const share = found.share ?? shareNear(sorted, bound);
  return share < LEAST ? null : { bound, share, equal: found.share !== null };
}

function shareNear(sorted: Float64Array, bound: number): number {
  const range = sorted.at(-1)! - sorted[0]!;
  return sorted.filter((value) => Math.abs(value - bound) <= CLOSE * range).length / sorted.length;
}

function endOf(
  { sorted }: ValueColumn,
  side: 'low' | 'high',
  options: { readonly likely?: boolean } = {},
): z.infer<typeof end> {
  const edge = edgeOf(sorted, side, options);
  if (edge === null) return null;
  const count = sorted.length;
  const isEqual = edge.equal > 0;
  const share = isEqual ? edge.equal / count : shareNear(sorted, edge.bound);
  return share < Math.max(2 / count, LEAST) ? null : { bound: edge.bound, share, equal: isEqual };
}

/** `at 0 and 1 (1.2 % and 0.9 % of the rows within 1 % of the range)`. */
function endsText({ low, high }: Found): string {
  const sides = [low, high].filter((side) => side !== null);
  const list = (texts: readonly (number | string)[]) => texts.join(' and ');
  const where = sides.every(({ equal }) => equal) ? 'exactly there' : 'within 1 % of the range';
  return `at ${list(sides.map(({ bound }) => bound))} (${list(sides.map(({ share }) => percent(share)))} of the rows ${where})`;
}
