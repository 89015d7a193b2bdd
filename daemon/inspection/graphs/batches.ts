/** Processes rows in bounded batches, and can be cancelled between them. */
import { setImmediate } from 'node:timers/promises';
import type { Feeds, Values } from '../../runtime/runtime.ts';

/**
 * Calls `work` for rows start … start+own−1, one batch after the other.
 * @throws the signal's reason once it is aborted
 */
export async function forEachBatch(
  count: number,
  batch: number,
  signal: AbortSignal | null,
  work: (start: number, own: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < count; start += batch) {
    signal?.throwIfAborted();
    await work(start, Math.min(batch, count - start));
    // A native call blocks the thread, so messages and signals are only seen between two calls.
    await setImmediate();
  }
  signal?.throwIfAborted();
}

/** Rows start … start+batch−1 of a row-major array; past the end the last row is repeated. */
export function batchOf(values: Float32Array, width: number, start: number, batch: number): Float32Array {
  const end = Math.min(values.length, (start + batch) * width);
  const part = values.subarray(start * width, end);
  if (part.length === batch * width) return part;
  const result = new Float32Array(batch * width);
  result.set(part);
  const last = values.subarray(values.length - width);
  for (let at = part.length; at < result.length; at += width) result.set(last, at);
  return result;
}

/** `row` written `count` times, or null. */
export function repeatRow(row: Float32Array | null, count: number): Float32Array | null {
  if (row === null) return null;
  const result = new Float32Array(row.length * count);
  for (let at = 0; at < result.length; at += row.length) result.set(row, at);
  return result;
}

/** The given rows of a row-major array. */
export function rowsOf(values: Float32Array, width: number, indices: ArrayLike<number>): Float32Array {
  const result = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    result.set(values.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  }
  return result;
}

/** Rows start … start+count−1 of feeds whose leading axis has `batch` rows; past the end the last row is repeated. */
export function rowsOfFeeds(feeds: Feeds, batch: number, start: number, count: number): Record<string, Values> {
  if (start === 0 && count === batch) return { ...feeds };
  return Object.fromEntries(Object.entries(feeds).map(([name, values]) => [name, part(values, batch, start, count)]));
}

function part(values: Values, batch: number, start: number, count: number): Values {
  const width = values.length / batch;
  const end = Math.min(batch, start + count);
  const own = values.slice(start * width, end * width);
  if (end - start === count) return own;
  const padded = makeLike(values, count * width);
  for (let row = 0; row < count; row++) {
    const from = Math.min(start + row, batch - 1);
    // Both sides have the same array type, which the union hides.
    (padded as Float32Array).set(values.subarray(from * width, (from + 1) * width) as Float32Array, row * width);
  }
  return padded;
}

function makeLike(values: Values, length: number): Values {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  if (values instanceof BigInt64Array) return new BigInt64Array(length);
  return values instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}
