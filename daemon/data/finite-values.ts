import type { FlowscopeError } from '../errors/flowscope-error.ts';
import { dataError } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';
import type { RowValues } from './stored/row-store.ts';
import { blocksOf, type ValueRows } from './stored/stored-rows.ts';

/** A number that is not finite in float32. */
export interface NotFinite {
  readonly value: number;
  readonly column: number;
  readonly name: string;
  /** Where it is, and what is wrong with it. */
  readonly message: string;
}

/** What to do about it. */
export type Refuse = (found: NotFinite) => FlowscopeError;

/**
 * Values in the file's precision (bytes as float64).
 * @throws FlowscopeError `data`, with row and column, for a number that is not finite in float32, the engine's
 * precision
 */
export function finiteValues(
  values: Float32Array | Float64Array | Uint8Array,
  names: readonly string[],
  { file, place }: RowSource,
  refuse: Refuse = ({ message }) => dataError(file, message, 'replace such values, or remove their rows'),
): Float32Array | Float64Array {
  const out = values instanceof Uint8Array ? Float64Array.from(values) : values;
  const bad = out.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad < 0) return out;
  const column = bad % names.length;
  const [value, name] = [out[bad]!, names[column]!];
  const message = `${place(Math.floor(bad / names.length))}, column ${name}: ${notFiniteText(value)}`;
  throw refuse({ value, column, name, message });
}

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
  refuse?: Refuse,
): void {
  let first = 0;
  for (const block of blocksOf(rows)) {
    const from = first;
    if (!areFinite(block)) finiteValues(block, names, { file, place: (row) => place(from + row) }, refuse);
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
