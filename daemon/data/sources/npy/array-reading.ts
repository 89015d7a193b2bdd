import type { DataReading } from '../../../../protocol/data-reading.ts';
import { effectiveSampleSize } from '../../../statistics/mean-and-error.ts';

/** The columns of an array by their numbers. */
export interface ArrayColumns {
  /** Those that are modeled, in their order; null: all. */
  readonly chosen: readonly number[] | null;
  readonly weight: number | undefined;
  readonly exclude?: readonly number[] | undefined;
}

/**
 * What is modeled of an array.
 * @param shape of one point of the whole array @param names of the fields of a structured array
 * @param rows how many were read, and how many of them are kept, with the weights that they have
 * @param unnamed what is said of a column that is in neither list
 */
export function arrayReading(
  { shape, names }: { readonly shape: readonly number[]; readonly names?: readonly string[] | undefined },
  { chosen, weight, exclude = [] }: ArrayColumns,
  {
    read,
    count,
    weights,
  }: { readonly read: number; readonly count: number; readonly weights?: ArrayLike<number> | undefined },
  unnamed = 'not in "columns"',
): DataReading {
  if (shape.length > 1) return { columns: [], leftOut: [], shape, read, dropped: read - count, header: false };
  const all = Array.from({ length: shape[0]! }, (_, column) => column);
  const nameOf = (column: number) => fieldName(names, column);
  const used = new Set([...(chosen ?? all), weight]);
  const excluded = new Set(exclude);
  return {
    columns: (chosen ?? all).map(nameOf),
    leftOut: all.flatMap((column) =>
      used.has(column) ? [] : [{ name: nameOf(column), why: excluded.has(column) ? 'in "exclude"' : unnamed }],
    ),
    read,
    dropped: read - count,
    header: names !== undefined,
    ...(names === undefined ? { numbered: true } : {}),
    ...(weight === undefined || weights === undefined
      ? {}
      : { weight: { column: nameOf(weight), effectiveSampleSize: effectiveSampleSize(weights) } }),
  };
}

/** What a column of an array is called: by its field, or by its number. */
export function fieldName(names: readonly string[] | undefined, column: number): string {
  return names?.[column] ?? `x${column}`;
}
