/** Rows of float64 numbers in a cache file. */
import type { RowStore } from './row-store.ts';

/** Bytes of a number. */
export const FLOAT64 = Float64Array.BYTES_PER_ELEMENT;

/** The bytes of a store as numbers, as this machine writes them. @param store of bytes, 8 for each number */
export function floatRows(store: RowStore): RowStore {
  return {
    count: store.count,
    width: store.width / FLOAT64,
    kind: 'float64',
    take(rows) {
      const { buffer, byteOffset, length } = store.take(rows);
      return new Float64Array(buffer, byteOffset, length / FLOAT64);
    },
  };
}

export function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
