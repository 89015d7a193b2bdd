/** The numbers of an array that a flow takes: some rows and columns of it. */
import type { RowSource } from '../../files/row-place.ts';
import { checkFinite, finiteValues, type Refuse } from '../../finite-values.ts';
import { takeRows } from '../../split-rows.ts';
import { mappedStore, type RowStore, type RowValues, storeOf } from '../../stored/row-store.ts';
import { blocksOf, rowsIn, storedRows } from '../../stored/stored-rows.ts';
import { takeColumns } from '../../take-columns.ts';

/** A column of the first rows. */
export function columnOf(
  content: RowValues | RowStore,
  { count, width, column }: { readonly count: number; readonly width: number; readonly column: number },
): Float64Array {
  const out = new Float64Array(count);
  let row = 0;
  for (const block of blocksOf(rowsIn(ArrayBuffer.isView(content) ? content : { ...content, count }, count))) {
    for (let at = column; at < block.length && row < count; at += width) out[row++] = block[at]!;
  }
  return out;
}

interface ChosenValues {
  readonly count: number;
  readonly width: number;
  /** Columns; null: all. */
  readonly chosen: readonly number[] | null;
  readonly isHeld: boolean;
}

/** The first rows, and some of their columns. */
export function chosenValues(
  content: RowValues | RowStore,
  { count, width, chosen, isHeld }: ChosenValues,
): RowValues | RowStore {
  if (ArrayBuffer.isView(content)) {
    const first = content.subarray(0, count * width);
    return chosen === null ? first : takeColumns(first, width, chosen);
  }
  const { kind } = content;
  const own =
    chosen === null
      ? content
      : mappedStore(content, { kind, width: chosen.length }, (rows) => takeColumns(rows, width, chosen));
  return { ...own, count, ...(isHeld ? { isHeld } : {}) };
}

/** @param kept rows; null: all */
export function takeKept(values: RowValues | RowStore, width: number, kept: Uint32Array | null): RowValues | RowStore {
  if (kept === null) return values;
  return ArrayBuffer.isView(values) ? takeRows(values, width, kept) : storeOf(values, kept);
}

/** @throws FlowscopeError `data` for a number that is not finite in float32 */
export function checkedValues(
  values: RowValues | RowStore,
  columns: readonly string[],
  source: RowSource,
  refuse: Refuse,
): RowValues | RowStore {
  if (ArrayBuffer.isView(values)) return finiteValues(values, columns, source, refuse);
  checkFinite(storedRows(values, null), columns, source, refuse);
  return values;
}
