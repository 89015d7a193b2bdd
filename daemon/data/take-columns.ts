import type { RowValues } from './stored/row-store.ts';

/** Copies columns of a row-major matrix. */
export function takeColumns<T extends RowValues>(values: T, width: number, columns: readonly number[]): T {
  const count = values.length / width;
  const size = count * columns.length;
  const taken = values.slice(0, size) as T;
  for (let row = 0, at = 0; row < count; row++)
    for (const column of columns) taken[at++] = values[row * width + column]!;
  return taken;
}
