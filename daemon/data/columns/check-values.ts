import { mismatch } from '../files/data-error.ts';
import type { RowSource } from '../files/row-place.ts';
import { blocksOf, type ValueRows } from '../stored/stored-rows.ts';
import type { ColumnRequest } from './column-keys.ts';

/**
 * Whether the values of all columns are within their bounds, and above 0 for a logarithm.
 * @throws FlowscopeError `data`, with the row, the column and the value
 */
export function checkValues(
  rows: ValueRows,
  columns: readonly string[],
  requests: readonly ColumnRequest[],
  source: RowSource,
): void {
  const limits = requests.flatMap((request, column) => {
    const { bounds, transform } = request;
    const [low, high] = [bounds?.[0] ?? -Infinity, bounds?.[1] ?? Infinity];
    const isLog = transform === 'log' && bounds === undefined;
    return bounds === undefined && !isLog ? [] : [{ column, low, high, isLog }];
  });
  if (limits.length === 0) return;
  let row = 0;
  for (const block of blocksOf(rows)) {
    for (let start = 0; start < block.length; start += columns.length, row++) {
      for (const { column, low, high, isLog } of limits) {
        const value = block[start + column]!;
        if (isLog ? value > 0 : value >= low && value <= high) continue;
        const extreme = extremeOf(rows, columns.length, column, value < low || isLog ? Math.min : Math.max);
        throw outside(source, row, columns[column]!, value, { low, high, isLog, extreme });
      }
    }
  }
}

interface Limits {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
}

function extremeOf(rows: ValueRows, width: number, column: number, of: (a: number, b: number) => number): number {
  let found = Number.NaN;
  for (const block of blocksOf(rows)) {
    for (let at = column; at < block.length; at += width) {
      found = Number.isNaN(found) ? block[at]! : of(found, block[at]!);
    }
  }
  return found;
}

function outside(
  source: RowSource,
  row: number,
  name: string,
  value: number,
  { low, high, isLog, extreme }: Limits & { readonly extreme: number },
) {
  const place = `${source.place(row)}, column ${name}`;
  const about = { key: 'columns', text: name };
  if (isLog) {
    const advice =
      extreme >= 0
        ? 'set "bounds": [0, null] instead of "transform": "log", which takes values from 0 on'
        : 'set "transform": "asinh", which takes values of any sign, or remove the row';
    return mismatch(source.file, `${place}: ${value} has no logarithm`, advice, about);
  }
  const end = value < low ? low : high;
  return mismatch(
    source.file,
    `${place}: ${value} is ${value < low ? 'below' : 'above'} the bound ${end}`,
    `set the bound to ${extreme}, the ${value < low ? 'smallest' : 'largest'} value of the column, or beyond, or remove the row`,
    about,
  );
}
