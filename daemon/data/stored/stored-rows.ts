/** Values of rows that are in memory or in a file: only those that are requested. */
import { takeRows } from '../split-rows.ts';
import { type RowStore, type RowValues, rowRange } from './row-store.ts';

/** Bytes in a block. */
const BLOCK = 2 ** 20;
const BYTES = { uint8: 1, float32: 4, float64: 8 } as const;

/** The values of a dataset's rows, without their context. */
export interface ValueRows<T extends RowValues = RowValues> {
  readonly count: number;
  readonly values: T;
  readonly stored?: RowStore;
}

/**
 * Rows whose values stay in a file. `values` reads all of them whenever it is requested, for code that needs all at once; use
 * `valuesBetween` or `valuesAt` for some.
 */
export function storedRows(store: RowStore, context: Float32Array | null) {
  return {
    count: store.count,
    stored: store,
    context,
    get values() {
      return store.take(rowRange(0, store.count));
    },
  };
}

/** Rows in memory, or of a store, without context. */
export function rowsIn(values: RowValues | RowStore, count: number): ValueRows {
  return ArrayBuffer.isView(values) ? { count, values } : storedRows(values, null);
}

/** Values in one row. */
export function rowWidth(rows: ValueRows): number {
  return rows.stored?.width ?? rows.values.length / rows.count;
}

/** Values of rows from … to − 1; read-only. */
export function valuesBetween<T extends RowValues>(rows: ValueRows<T>, from: number, to: number): T {
  const { stored } = rows;
  // The rows say of which kind their values are, and a store holds the same.
  if (stored) return stored.take(rowRange(from, to)) as T;
  const width = rowWidth(rows);
  return rows.values.subarray(from * width, to * width) as T;
}

/** Blocks of consecutive rows that together are all of them; each is valid until the next one. */
export function* blocksOf(rows: ValueRows): Generator<RowValues> {
  const bytes = rows.stored ? BYTES[rows.stored.kind] : rows.values.BYTES_PER_ELEMENT;
  const most = Math.max(1, Math.floor(BLOCK / (bytes * rowWidth(rows))));
  for (let from = 0; from < rows.count; from += most) {
    const block = valuesBetween(rows, from, Math.min(rows.count, from + most));
    yield block;
    if (rows.stored) release(block);
  }
}

/** Frees the memory of values that nobody uses any more now, and not when garbage is collected. */
export function release({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** A copy of the values of these rows, in this order. */
export function valuesAt<T extends RowValues>(rows: ValueRows<T>, chosen: Uint32Array): T {
  return rows.stored ? (rows.stored.take(chosen) as T) : takeRows(rows.values, rowWidth(rows), chosen);
}

/** A single value; reads a block of rows at once, so that one row after the other is fast. */
export function valueReader(rows: ValueRows): (row: number, column: number) => number {
  const width = rowWidth(rows);
  const most = Math.max(1, Math.floor(BLOCK / (8 * width)));
  let from = 0;
  let block: RowValues = new Float64Array();
  return (row, column) => {
    if (row < from || row >= from + block.length / width) {
      from = row - (row % most);
      block = valuesBetween(rows, from, Math.min(rows.count, from + most));
    }
    return block[(row - from) * width + column]!;
  };
}
