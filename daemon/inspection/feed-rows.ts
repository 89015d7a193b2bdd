import type { Feeds, Values } from '../runtime/runtime.ts';

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
