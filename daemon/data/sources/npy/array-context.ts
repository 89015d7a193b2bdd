/** The context of the rows of an array: another array, with one row for each. */
import type { RawContext } from '../../context.ts';
import { dataError } from '../../files/data-error.ts';
import { indexedRows, indexedRowsAt } from '../../files/row-place.ts';
import { finiteValues } from '../../finite-values.ts';
import type { NpyArray } from '../../formats/npy.ts';
import type { FullRows } from '../../missing/full-rows.ts';
import { takeColumns } from '../../take-columns.ts';
import { refusalOf } from './array-advice.ts';
import type { NpyConfig } from './npy-source.ts';
import { refuseAnyOther } from './other-fields.ts';

export interface ArrayContext {
  readonly columns: readonly { readonly name: string; readonly numbers: Float64Array }[];
  readonly kind: RawContext['kind'];
  readonly file: string;
  readonly axes: number;
}

/**
 * Whole numbers in one dimension are class labels; anything else is numbers, one column per entry, unless the spec says otherwise.
 * @param rows of the array of points, of which `count` are used
 * @throws FlowscopeError `data` for another shape
 */
export function arrayContext(
  array: NpyArray,
  file: string,
  { rows, count, as }: { readonly rows: number; readonly count: number; readonly as: NpyConfig['contextAs'] },
): ArrayContext {
  const { shape, values, integer } = array;
  const width = shape[1] ?? 1;
  if (shape[0] !== rows || shape.length > 2 || width === 0) {
    throw dataError(file, `has the shape (${shape.join(', ')}); expected (${rows},) or (${rows}, C) for the context`);
  }
  refuseAnyOther(array, null, file);
  const isLabel = shape.length === 1 && (as === 'category' || (as === undefined && integer));
  const columns = Array.from({ length: width }, (_, j) => ({
    name: isLabel ? 'label' : `context${j}`,
    numbers: Float64Array.from(takeColumns(values.subarray(0, count * width), width, [j])),
  }));
  return { columns, kind: isLabel ? 'category' : (as ?? 'number'), file, axes: shape.length };
}

/** Looks for rows without a value. */
export function lookAtContext({ columns }: ArrayContext, rows: FullRows): void {
  for (const { name, numbers } of columns) rows.look([numbers], [{ name, label: name }]);
}

/** @param kept the rows that are kept; null: all @throws FlowscopeError `data` for a number that is not finite in float32 */
export function rawContext({ columns, kind, file, axes }: ArrayContext, kept: Uint32Array | null): RawContext[] {
  const refuse = refusalOf({ file, axes, isStructured: false, isPaired: false });
  const source = kept === null ? indexedRows(file) : indexedRowsAt(file, kept);
  return columns.map(({ name, numbers: all }): RawContext => {
    const numbers = kept === null ? all : Float64Array.from(kept, (row) => all[row]!);
    finiteValues(numbers, [name], source, refuse);
    return kind === 'category'
      ? { column: name, kind, texts: Array.from(numbers, String) }
      : { column: name, kind, numbers };
  });
}
