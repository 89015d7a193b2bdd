import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Rows, Standardization } from './definition.ts';
import type { LeaveOut, LeaveOutOf } from './leave-out.ts';
import type { RowValues } from './stored/row-store.ts';
import { blocksOf } from './stored/stored-rows.ts';

/**
 * Mean and standard deviation (divisor n) of each column of the training rows, in float64 by two passes; weighted if the rows
 * have weights (divisor Σw).
 * @param options `exempt`: columns that keep mean 0 and standard deviation 1 (angles). `leaveOut`: how the spec leaves a
 *   column out, for errors. `noise`: per
 *   column, the width w of the uniform noise in [0, w) that will be added, which shifts the mean by w/2 and adds w²/12 to the
 *   variance; absent or 0: none
 * @throws FlowscopeError `data` for a constant column, which has nothing to model
 */
export function fitStandardization(
  train: Rows,
  columns: readonly string[],
  options: {
    readonly exempt?: readonly number[];
    readonly noise?: readonly number[];
    readonly leaveOut?: LeaveOutOf | undefined;
  } = {},
): Standardization {
  const width = columns.length;
  const { count, weights } = train;
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? count;
  const exempt = new Set(options.exempt);
  const mean = new Float64Array(width);
  const std = new Float64Array(width);
  const centers = new Float64Array(width);
  const squares = new Float64Array(width);
  // Column by column, since a sum in a local is faster than one in an array.
  const add = (visit: (values: RowValues, column: number, row: number) => void): void => {
    let row = 0;
    for (const values of blocksOf(train)) {
      for (let j = 0; j < width; j++) visit(values, j, row);
      row += values.length / width;
    }
  };
  add((values, column, row) => {
    centers[column] = addValues(centers[column]!, values, { column, width, weights, row });
  });
  for (let j = 0; j < width; j++) centers[j]! /= total;
  add((values, column, row) => {
    squares[column] = addSquares(squares[column]!, values, { column, width, weights, row }, centers[column]!);
  });
  for (let j = 0; j < width; j++) {
    if (exempt.has(j)) {
      std[j] = 1;
      continue;
    }
    const center = centers[j]!;
    const deviation = Math.sqrt(squares[j]! / total);
    // Summing equal values leaves a rounding error of at most this size.
    if (!(deviation > 1e-12 * Math.abs(center))) {
      throw constantColumn(columns[j]!, rangeOf(train, j, width), count, options.leaveOut?.(j));
    }
    const noise = options.noise?.[j] ?? 0;
    mean[j] = center + noise / 2;
    std[j] = noise > 0 ? Math.sqrt(deviation ** 2 + noise ** 2 / 12) : deviation;
  }
  return { mean, std };
}

/** A column of a block of rows, of which the first has this number. */
interface BlockColumn {
  readonly column: number;
  readonly width: number;
  readonly weights: Float64Array | undefined;
  readonly row: number;
}

/** sum + Σ w·x, in the order of the rows. */
function addValues(sum: number, values: RowValues, { column, width, weights, row }: BlockColumn): number {
  if (weights === undefined) for (let at = column; at < values.length; at += width) sum += values[at]!;
  else for (let at = column; at < values.length; at += width) sum += weights[row++]! * values[at]!;
  return sum;
}

/** sum + Σ w·(x − center)². */
function addSquares(
  sum: number,
  values: RowValues,
  { column, width, weights, row }: BlockColumn,
  center: number,
): number {
  for (let at = column; at < values.length; at += width) {
    const difference = values[at]! - center;
    sum += (weights?.[row++] ?? 1) * (difference * difference);
  }
  return sum;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Of the values of a column. */
export function rangeOf(train: Rows, column: number, width: number): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const values of blocksOf(train)) {
    for (let at = column; at < values.length; at += width) {
      low = Math.min(low, values[at]!);
      high = Math.max(high, values[at]!);
    }
  }
  return { low, high };
}

/** @param leaveOut null, or absent: the column cannot be left out */
export function constantColumn(
  column: string,
  { low, high }: Range,
  count: number,
  leaveOut?: LeaveOut | null,
): FlowscopeError {
  // Every column of a single row is constant.
  if (count < 2) {
    return new FlowscopeError('data', `the training split has ${count} row, which is too few to fit a flow`, {
      hint: 'add rows: 30 or more for a first look',
    });
  }
  const how = leaveOut ? `: ${leaveOut.advice}` : '';
  const what = low === high ? `is constant (${low})` : `is constant up to rounding (${low} to ${high})`;
  return new FlowscopeError(
    'data',
    `column ${column} ${what} in the ${count} training rows: it cannot be standardized and has no density`,
    {
      hint: `${low === high ? '' : 'subtract a constant near the values in the file, or '}leave the column out${how}`,
      about: { key: 'columns', text: column, ...(leaveOut ? { leaveOut: leaveOut.label } : {}) },
    },
  );
}
