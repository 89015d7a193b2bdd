/** Rows that are read when they are needed, from memory or from a file. */

export type RowValues = Float32Array | Float64Array | Uint8Array;

/** Rows of equal length, row-major. */
export interface RowStore {
  readonly count: number;
  /** Values in one row. */
  readonly width: number;
  /** Kind of the arrays that `take` returns. */
  readonly kind: 'uint8' | 'float32' | 'float64';
  /**
   * A copy of these rows, in this order.
   * @throws FlowscopeError `data` if the file was damaged since it was opened
   */
  take(rows: ArrayLike<number>): RowValues;
}

/** Some rows of a store, as a store. @param chosen their numbers there */
export function storeOf(store: RowStore, chosen: Uint32Array): RowStore {
  return {
    count: chosen.length,
    width: store.width,
    kind: store.kind,
    take: (rows) => store.take(Uint32Array.from(rows, (row) => chosen[row]!)),
  };
}

/** The same rows with their values changed. @param change of whole rows, to rows of this kind and width */
export function mappedStore(
  store: RowStore,
  { kind, width }: Pick<RowStore, 'kind' | 'width'>,
  change: (rows: RowValues) => RowValues,
): RowStore {
  return {
    count: store.count,
    width,
    kind,
    take: (rows) => change(store.take(rows)),
  };
}

/** Row numbers from … to − 1. */
export function rowRange(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, i) => from + i);
}
