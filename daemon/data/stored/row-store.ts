/** Rows that are read when they are needed, from memory or from a file. */

export type RowValues = Float32Array | Float64Array | Uint8Array;

/** Rows of equal length, row-major. */
export interface RowStore {
  readonly count: number;
  /** Values in one row. */
  readonly width: number;
  /** Kind of the arrays that `take` returns. */
  readonly kind: 'uint8' | 'float32' | 'float64';
  /** Whether its rows are few enough to be held in memory, once they are float32 numbers. */
  readonly isHeld?: boolean;
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
    ...(store.isHeld ? { isHeld: true } : {}),
    take: (rows) => store.take(rowsAt(chosen, rows)),
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
  const rows = new Uint32Array(to - from);
  for (let i = 0; i < rows.length; i++) rows[i] = from + i;
  return rows;
}

/** Some of the chosen rows. @param rows their places in the list */
export function rowsAt(chosen: Uint32Array, rows: ArrayLike<number>): Uint32Array {
  const out = new Uint32Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = chosen[rows[i]!]!;
  return out;
}
