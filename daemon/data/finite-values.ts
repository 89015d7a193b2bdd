import { dataError, mismatch } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';
import type { RowValues } from './stored/row-store.ts';
import { blocksOf, type ValueRows } from './stored/stored-rows.ts';

/**
 * Values in the file's precision (bytes as float64).
 * @throws FlowscopeError `data`, with row and column, for a number that is not finite in float32, the engine's
 * precision
 */
export function finiteValues(
  values: Float32Array | Float64Array | Uint8Array,
  names: readonly string[],
  { file, place }: RowSource,
  leaveOut?: LeaveOut,
): Float32Array | Float64Array {
  const out = values instanceof Uint8Array ? Float64Array.from(values) : values;
  const bad = out.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0) {
    const width = names.length;
    const column = bad % width;
    const message = `${place(Math.floor(bad / width))}, column ${names[column]}: ${notFiniteText(out[bad]!)}`;
    const label = leaveOut?.(column);
    if (label === undefined) throw dataError(file, message, 'replace such values, or remove their rows');
    throw mismatch(
      file,
      message,
      `replace such values, or remove their rows: x[numpy.isfinite(x).all(axis=1)]; or leave the column out: add ${JSON.stringify(label)} to "exclude"`,
      { key: 'columns', text: names[column]!, leaveOut: label },
    );
  }
  return out;
}

/** What `exclude` takes for a column. */
export type LeaveOut = (column: number) => string | number;

function notFiniteText(value: number): string {
  if (Number.isNaN(value)) return 'NaN stands for a missing value, which cannot be modeled';
  if (!Number.isFinite(value)) return `${value} cannot be modeled`;
  return `${value} exceeds float32, whose largest number is 3.4e38`;
}

/** As `finiteValues`, for rows that may stay in a file; bytes are finite. */
export function checkFinite(
  rows: ValueRows,
  names: readonly string[],
  { file, place }: RowSource,
  leaveOut?: LeaveOut,
): void {
  let first = 0;
  for (const block of blocksOf(rows)) {
    const from = first;
    if (!areFinite(block)) finiteValues(block, names, { file, place: (row) => place(from + row) }, leaveOut);
    first += block.length / names.length;
  }
}

/** Whether all values are finite in float32, and not so large that rounding would make them infinite. */
export function areFinite(values: RowValues): boolean {
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]!) <= LARGEST)) return false;
  return true;
}

/** The largest float32. */
const LARGEST = 2 ** 128 - 2 ** 104;
