/** The point that a conditional density is conditioned on. */

import type * as z from 'zod';
import type { splitName } from '../../../../protocol/common.ts';
import { columnsOf } from '../../../data/context-layout.ts';
import type { Dataset } from '../../../data/definition.ts';
import { floorToGrid, type Grid, gridOf, isOnGrid } from '../../../data/grid.ts';
import { valuesBetween } from '../../../data/stored/stored-rows.ts';
import { intoTurn } from '../../../data/turns.ts';
import { shellWord } from '../../../encoding/shell-word.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { suggest } from '../../../spec/text/suggest.ts';
import type { OpenData } from '../../opened/open-flow.ts';
import type { ColumnRange } from './column-ranges.ts';

export interface HeldValues {
  /** Values by column: numbers in data units, or names of categories. */
  readonly at: Readonly<Record<string, number | string>>;
  /** Values of the context columns, which are not among these. */
  readonly context: Readonly<Record<string, string>> | null;
  /** A row of the split that gives the others; null: their medians. */
  readonly row: number | null;
  readonly split: z.infer<typeof splitName>;
}

/** A held value that no training row reaches: the density there is an extrapolation. */
export interface OutsideValue {
  readonly name: string;
  readonly value: number;
  /** The smallest and the largest value of the training rows. */
  readonly low: number;
  readonly high: number;
}

/** The values of `at` that no training row reaches. @param point of `heldPoint` */
export function outsideValues(
  columns: readonly ColumnRange[],
  at: HeldValues['at'],
  point: Float64Array,
): readonly OutsideValue[] {
  return columns.flatMap(({ name, ends: [low, high], turn, categories }, d) => {
    const value = point[d]!;
    // A circle has no outside.
    if (!Object.hasOwn(at, name) || turn !== null || categories !== null || (value >= low && value <= high)) return [];
    return [{ name, value, low, high }];
  });
}

/**
 * Data units, [D].
 * @throws FlowscopeError `wrong-value` (exit 2) for a column or a row that does not exist
 */
export function heldPoint(
  { dataset }: Pick<OpenData, 'dataset'>,
  columns: readonly ColumnRange[],
  { at, context, row, split }: HeldValues,
): Float64Array {
  const point = Float64Array.from(columns, ({ median }) => median);
  if (row !== null) {
    const rows = dataset[split];
    if (row >= rows.count) {
      throw wrongValue(`there is no row ${row}: the ${split} split has the rows 0 … ${rows.count - 1}`);
    }
    point.set(valuesBetween(rows, row, row + 1));
  }
  const names = columns.map(({ name }) => name);
  const given = columnsOf(dataset.contextEncoding ?? []);
  for (const name of Object.keys(context ?? {})) {
    if (!names.includes(name) || given.some(({ column }) => column === name)) continue;
    throw wrongValue(
      `'${name}' is a modeled column, not a context column`,
      `Give its value by --at ${shellWord(`${name}=${context![name]!}`)}`,
    );
  }
  for (const [name, value] of Object.entries(at)) {
    if (!names.includes(name) && given.some(({ column }) => column === name)) {
      throw wrongValue(
        `'${name}' is a context column, not a modeled column`,
        `Give its value by --context ${shellWord(`${name}=${value}`)}`,
      );
    }
    const index = columnIndex(names, name);
    point[index] = heldValue(columns[index]!, gridIn(dataset, index), value);
  }
  return point;
}

/** null: the column has values between any two. */
function gridIn({ dequantizedColumns, grids }: Dataset, column: number): Pick<Grid, 'step' | 'origin'> | null {
  return dequantizedColumns.includes(column) ? gridOf(grids, column) : null;
}

/** A value that the column can have: elsewhere there is no density, and between two values of a grid there is none. */
function heldValue(range: ColumnRange, grid: Pick<Grid, 'step' | 'origin'> | null, given: number | string): number {
  const { name, categories, bounds, turn } = range;
  const number = numberOf(range, given);
  if (categories !== null) return number;
  const value = turn === null ? number : intoTurn(number, turn);
  const highest = bounds.high - (grid?.step ?? 0);
  if (bounds.isOpen && value <= bounds.low) {
    throw wrongValue(
      `'${name}' has only values above ${bounds.low}, found ${given}`,
      `Give a value above ${bounds.low}.`,
    );
  }
  if (value < bounds.low || value > highest) {
    const [low, high] = [bounds.low, highest].map((end) => (Number.isFinite(end) ? String(end) : null));
    const words = low === null ? `at most ${high}` : high === null ? `${low} or more` : `from ${low} to ${high}`;
    throw wrongValue(
      `'${name}' has ${value < bounds.low ? `the low bound ${low}` : `the high bound ${high}`}, found ${given}`,
      `Give a value ${words}.`,
    );
  }
  if (grid === null || isOnGrid(value, grid)) return value;
  const below = floorToGrid(value, grid);
  throw wrongValue(
    `'${name}' has values in steps of ${grid.step}, and ${given} is between two of them`,
    `The nearest are ${below} and ${Number((below + grid.step).toPrecision(12))}.`,
  );
}

/** A category has the number of its place; what its name could be as a number is its name. */
function numberOf({ name, categories }: ColumnRange, value: number | string): number {
  if (categories === null) {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isFinite(number)) return number;
    const hint = 'If the name of a column contains a comma, give its value by another --at.';
    throw wrongValue(`'${name}' must be a number, found '${value}'`, String(value).includes(',') ? hint : undefined);
  }
  const found = categories.indexOf(String(value));
  if (found >= 0) return found;
  throw wrongValue(`'${value}' is not a value of '${name}'`, `Its values are ${categories.slice(0, 12).join(', ')}.`);
}

/** @throws FlowscopeError `wrong-value` (exit 2) */
export function columnIndex(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  const near = suggest(name, names);
  const shown = names.slice(0, 12).join(', ');
  throw wrongValue(
    `there is no column '${name}'${near === null ? '' : `; did you mean '${near}'?`}`,
    `The modeled columns are ${shown}${names.length > 12 ? ', …' : ''}.`,
  );
}

function wrongValue(message: string, hint?: string): FlowscopeError {
  return new FlowscopeError('wrong-value', message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
