/** Rows whose angles are in their turns. */
import { type Turn, wrapRows } from '../turns.ts';
import { mappedStore, type RowStore, type RowValues } from './row-store.ts';

/** @param turns of the columns; empty: there are no angles @param isWithin all angles are in their turns */
export function turnedRows(
  values: RowValues | RowStore,
  turns: readonly (Turn | null)[],
  isWithin: boolean,
): RowValues | RowStore {
  if (isWithin || turns.every((turn) => turn === null)) return values;
  const turned = (rows: RowValues) => {
    const own = rows instanceof Float32Array ? rows.slice() : Float64Array.from(rows);
    wrapRows(own, turns);
    return own;
  };
  if (ArrayBuffer.isView(values)) return turned(values);
  const kind = values.kind === 'float32' ? 'float32' : 'float64';
  return mappedStore(values, { kind, width: values.width }, turned);
}
