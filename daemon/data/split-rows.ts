import { FlowscopeError } from '../errors/flowscope-error.ts';
import { randomStream } from '../random/random-stream.ts';

export interface RowSplit {
  /** Row numbers, ascending. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Splits `count` rows at random, by the data seed alone: the first ⌊validation·n⌋ of a permutation are for validation,
 * the next ⌊test·n⌋ for testing, the rest for training.
 * @throws FlowscopeError `data` if there are no rows
 */
export function splitRows(
  count: number,
  split: { readonly validation: number; readonly test: number },
  seed: number,
): RowSplit {
  if (count === 0) throw new FlowscopeError('data', 'the dataset is empty', { hint: 'check the file and "missing"' });
  const order = randomStream(seed, 'data', 'split').permutation(count);
  const validation = Math.floor(split.validation * count);
  const test = Math.floor(split.test * count);
  const parts = [order.subarray(0, validation), order.subarray(validation, validation + test)];
  const partOf = new Uint8Array(count);
  for (const [part, rows] of parts.entries()) for (const row of rows) partOf[row] = part + 1;
  // The rows of each part in ascending order: faster than sorting them.
  const ends = [validation + test, 0, validation];
  for (let row = 0; row < count; row++) order[ends[partOf[row]!]!++] = row;
  return { validation: parts[0]!, test: parts[1]!, train: order.subarray(validation + test) };
}

/** How many of the rows `splitRows` trains on. */
export function trainingCount(count: number, split: { readonly validation: number; readonly test: number }): number {
  return count - Math.floor(split.validation * count) - Math.floor(split.test * count);
}

/** Copies rows of a row-major matrix in the given order. */
export function takeRows<T extends Float32Array | Float64Array | Uint8Array>(
  values: T,
  width: number,
  rows: Uint32Array,
): T {
  const size = rows.length * width;
  const out = likeArray(values, size) as T;
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    out.set(values.subarray(from, from + width), i * width);
  }
  return out;
}

function likeArray(values: Float32Array | Float64Array | Uint8Array, size: number) {
  if (values instanceof Float64Array) return new Float64Array(size);
  return values instanceof Float32Array ? new Float32Array(size) : new Uint8Array(size);
}
