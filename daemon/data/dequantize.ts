/** Which columns get uniform noise, and how wide it is: the key `dequantize` of tables and arrays. */
import { integerColumnsOf } from './column-facts.ts';
import type { Dataset } from './definition.ts';
import { dataError, mismatch } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';
import { fitGrid, type Grid, type GridFit, gridOf, isOnGrid, stepOfValues } from './grid.ts';
import type { FileRows } from './make-dataset.ts';
import { DEQUANTIZE_KEY } from './sources/keys.ts';
import type { RowStore, RowValues } from './stored/row-store.ts';
import { blocksOf, rowsIn, valueReader } from './stored/stored-rows.ts';
import { closedPeriod, closes, isGridOverTurns } from './turns.ts';
import { wrongPeriodError } from './wrong-period-error.ts';

/** How a spec calls a column: its name, or its number in the array. */
type Label = string | number;

type Entry = Label | { readonly column: Label; readonly step: number };

export type DequantizeRequest = boolean | { readonly step: number } | readonly Entry[];

export interface Dequantization {
  /** Indices of the columns with noise. */
  readonly columns: readonly number[];
  /** Of those that are not whole numbers. */
  readonly grids: readonly Grid[];
  /** Columns of whole numbers without noise. */
  readonly integers: readonly { readonly name: string; readonly distinct: number }[];
}

export interface DequantizedRows {
  /** Row-major [count, names.length]. */
  readonly values: RowValues;
  /** Instead of `values`: blocks of rows, and a single value, which is fast for one row after the other. */
  readonly stored?: { readonly blocks: Iterable<RowValues>; readonly valueAt: (row: number, column: number) => number };
  readonly count: number;
  /** For messages. */
  readonly names: readonly string[];
  /** How the spec calls each column. */
  readonly labels: readonly Label[];
  readonly source: RowSource;
  /** Of each column that is an angle; absent: none is. */
  readonly periods?: readonly (number | null)[];
  /** The values of such a column before they were taken modulo its period. Absent: `values` has them. */
  readonly unwrapped?: (column: number) => Float64Array;
  /** Indices of columns that number categories: they always have noise in [0, 1). */
  readonly categories?: readonly number[];
}

/**
 * `true` adds noise in [0, 1) to all columns of whole numbers; `{step}` noise in [0, step) to all columns, which must lie on a
 * grid with this step; a list names the columns.
 * @throws FlowscopeError `data` for a column that is not modelled, or a value that is not on the grid
 */
export function dequantization(request: DequantizeRequest | undefined, rows: DequantizedRows): Dequantization {
  const whole = integerColumnsOf(rows.stored?.blocks ?? rows.values, rows.names);
  // Plans of runs from before the key existed do not have it.
  const found = new Map([
    ...noisyColumns(request ?? false, rows, whole),
    ...(rows.categories ?? []).map((column) => [column, null] as const),
  ]);
  const columns = [...found.keys()].sort((a, b) => a - b);
  return {
    columns,
    grids: columns.flatMap((index) => found.get(index) ?? []),
    integers: whole.flatMap(({ index, name, distinct }) => (found.has(index) ? [] : [{ name, distinct }])),
  };
}

/** By column, its grid; null: that of whole numbers. */
function noisyColumns(
  request: DequantizeRequest,
  rows: DequantizedRows,
  whole: readonly { readonly index: number }[],
): ReadonlyMap<number, Grid | null> {
  const { labels, categories = [] } = rows;
  if (typeof request === 'boolean') return new Map(request ? whole.map(({ index }) => [index, null]) : []);
  if ('step' in request) {
    const { step } = request;
    const others = (column: number) =>
      labels.flatMap((label, other) =>
        other !== column && !categories.includes(other) && 'origin' in fitColumn(rows, other, step)
          ? [{ column: label, step }]
          : [],
      );
    return new Map(
      labels.flatMap((label, column) => {
        if (categories.includes(column)) return [];
        const repairs = {
          without: () => others(column),
          finer: (better: number) => ({ step: better }),
          own: (found: number) => [...others(column), { column: label, step: found }],
        };
        return [[column, gridIn(rows, column, step, repairs)] as const];
      }),
    );
  }
  return new Map(
    request.map((entry) => {
      const [label, step] = typeof entry === 'object' ? [entry.column, entry.step] : [entry, null];
      const column = labels.indexOf(label);
      if (column < 0) throw notModelled(label, request, rows);
      const others = request.filter((other) => other !== entry);
      const own = (found: number) => request.map((other) => (other === entry ? { column: label, step: found } : other));
      return [column, gridIn(rows, column, step, { without: () => others, finer: own, own })];
    }),
  );
}

/**
 * Other rows of dequantized columns must be on the same grids: noise would move a value between two steps to the next one.
 * @param values row-major [n, names.length]; numbers that are not finite are not looked at
 * @throws FlowscopeError `data` with the row of the first value that is not
 */
export function checkGrids(
  values: RowValues,
  names: readonly string[],
  { dequantizedColumns, grids }: Pick<Dataset, 'dequantizedColumns' | 'grids'>,
  { file, place }: RowSource,
): void {
  const width = names.length;
  for (const column of dequantizedColumns) {
    const grid = gridOf(grids, column);
    for (let at = column; at < values.length; at += width) {
      const value = values[at]!;
      if (!Number.isFinite(value) || isOnGrid(value, grid)) continue;
      const isWhole = grid.step === 1 && Number.isInteger(grid.origin);
      const what = isWhole ? 'a whole number' : `on the grid of step ${grid.step} from ${grid.origin}`;
      throw dataError(
        file,
        `${place(Math.floor(at / width))}, column ${names[column]}: ${value} is not ${what}, as the training rows are`,
        'correct the value or remove the row',
      );
    }
  }
}

/** As `checkGrids`, for rows that may stay in a file. */
export function checkStoredGrids(
  { values, count, source }: FileRows<RowValues | RowStore>,
  names: readonly string[],
  grids: Pick<Dataset, 'dequantizedColumns' | 'grids'>,
): void {
  let first = 0;
  for (const block of blocksOf(rowsIn(values, count))) {
    const from = first;
    checkGrids(block, names, grids, { ...source, place: (row) => source.place(from + row) });
    first += block.length / names.length;
  }
}

/** Of rows that may stay in a file. */
export function valuesForNoise({
  values,
  count,
}: Pick<FileRows<RowValues | RowStore>, 'values' | 'count'>): Pick<DequantizedRows, 'values' | 'stored'> {
  if (ArrayBuffer.isView(values)) return { values };
  const rows = rowsIn(values, count);
  return { values: new Float64Array(), stored: { blocks: blocksOf(rows), valueAt: valueReader(rows) } };
}

function fitColumn(rows: DequantizedRows, column: number, step: number | null): GridFit {
  return fitGrid(rows.count, (row) => valueIn(rows, row, column), step);
}

function valueIn({ stored, values, names }: DequantizedRows, row: number, column: number): number {
  return stored?.valueAt(row, column) ?? values[row * names.length + column]!;
}

/** Values of the key that would do. */
interface Repairs {
  /** Without noise for the column. */
  without(): readonly unknown[];
  /** With more digits of the step. */
  finer(better: number): unknown;
  /** With another step for this column alone. */
  own(found: number): unknown;
}

/** The grid of a column; null: that of whole numbers. @param step null: only whole numbers will do */
function gridIn(rows: DequantizedRows, column: number, step: number | null, repairs: Repairs): Grid | null {
  const fit = fitColumn(rows, column, step);
  if ('origin' in fit) {
    const isWhole = (step ?? 1) === 1 && Number.isInteger(fit.origin);
    return isWhole ? null : { column, step: step ?? 1, origin: fit.origin };
  }
  const period = rows.periods?.[column] ?? null;
  const wrong =
    period === null ? null : wrongPeriodError(rows.source.file, angleIn(rows, column, { period, step: step ?? 1 }));
  if (wrong !== null) throw wrong;
  if (period !== null && isOpenAngle(rows, column, { period, step: step ?? 1 }))
    throw openAngle(rows, column, { period, step: step ?? 1 }, repairs);
  const { how, value } = repairOf(rows, column, fit, repairs);
  const { names, source } = rows;
  const turns = period === null ? '' : ` (modulo its period ${period})`;
  const found = `${source.place(fit.off)}, column ${names[column]}: ${valueIn(rows, fit.off, column)}${turns}`;
  const what =
    step === null
      ? `is not a whole number, and "${DEQUANTIZE_KEY}" gives no step for the column`
      : `is not a whole number of steps of ${step} from the smallest value, ${smallest(rows, column)}, as "${DEQUANTIZE_KEY}" says`;
  throw mismatch(source.file, `${found} ${what}`, `${how}: set "${DEQUANTIZE_KEY}": ${JSON.stringify(value)}`, {
    key: DEQUANTIZE_KEY,
    choices: [value],
  });
}

/** How the key may be set instead. */
function repairOf(
  rows: DequantizedRows,
  column: number,
  { better }: Exclude<GridFit, { readonly origin: number }>,
  repairs: Repairs,
): { readonly how: string; readonly value: unknown } {
  if (better !== null) return { how: 'give the step with more digits', value: repairs.finer(better) };
  const found = stepOfValues(rows.count, (row) => valueIn(rows, row, column));
  if (found !== null) return { how: 'give the step of its values', value: repairs.own(found) };
  const without = repairs.without();
  return { how: 'leave the column without noise', value: without.length === 0 ? false : without };
}

function smallest(rows: DequantizedRows, column: number): number {
  let found = Infinity;
  for (let row = 0; row < rows.count; row++) found = Math.min(found, valueIn(rows, row, column));
  return found;
}

function angleIn(rows: DequantizedRows, column: number, angle: AngleStep) {
  const values =
    rows.unwrapped?.(column) ?? Float64Array.from({ length: rows.count }, (_, row) => valueIn(rows, row, column));
  return { name: rows.names[column]!, label: rows.labels[column]!, ...angle, values };
}

interface AngleStep {
  readonly period: number;
  readonly step: number;
}

/** Whether the column's values lie on the grid, but the grid does not meet itself after a turn. */
function isOpenAngle(rows: DequantizedRows, column: number, { period, step }: AngleStep): boolean {
  return !closes(period, step) && isGridOverTurns(rows.count, (row) => valueIn(rows, row, column), { period, step });
}

function openAngle({ names, source, labels }: DequantizedRows, column: number, angle: AngleStep, repairs: Repairs) {
  const { period, step } = angle;
  const name = names[column]!;
  const closed = closedPeriod(period, step);
  const without = repairs.without();
  const value = without.length === 0 ? false : without;
  const setKey = `set "${DEQUANTIZE_KEY}": ${JSON.stringify(value)}`;
  return mismatch(
    source.file,
    `column ${name}: ${openAngleText(angle)}`,
    closed === null
      ? `leave the column without noise: ${setKey}`
      : `set "period": ${closed} of column ${name} in "columns", or leave it without noise: ${setKey}`,
    {
      key: DEQUANTIZE_KEY,
      choices: [value],
      ...(closed === null ? {} : { column: { label: labels[column]!, keys: { period: closed } } }),
    },
  );
}

/** Why noise on the grid of an angle is wrong. */
export function openAngleText({ period, step }: AngleStep): string {
  return `its period ${period} is ${Number((period / step).toPrecision(4))} steps of ${step}, not a whole number: the noise of the last values of a turn overlaps the first ones`;
}

function notModelled(label: Label, request: readonly Entry[], { labels, source }: DequantizedRows) {
  const shown = `${labels.slice(0, 30).join(', ')}${labels.length > 30 ? ', …' : ''}`;
  const message = `"${DEQUANTIZE_KEY}" names the column ${label}, which is not modeled`;
  const hint = `the modeled columns are ${shown}`;
  if (typeof label === 'string')
    return mismatch(source.file, message, hint, { key: DEQUANTIZE_KEY, text: label, choices: labels });
  const rest = request.filter((entry) => (typeof entry === 'object' ? entry.column : entry) !== label);
  return mismatch(source.file, message, hint, { key: DEQUANTIZE_KEY, choices: [rest.length === 0 ? false : rest] });
}
