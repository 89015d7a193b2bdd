/** Processes rows in bounded batches, and can be cancelled between them. */
import { setImmediate } from 'node:timers/promises';

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
