/** Where the rows of a split are in their file. */
import type { Rows } from './definition.ts';
import type { RowSource } from './files/row-place.ts';
import { type RowSplit, splitRows } from './split-rows.ts';

export interface PartOfFile {
  readonly name: keyof RowSplit;
  /** Rows of the file that are used. */
  readonly count: number;
  readonly shares: { readonly validation: number; readonly test: number };
  readonly seed: number;
}

/** @param part of the file's rows; null: all. To split them again takes less memory than to keep their numbers. */
export function placesOf({ file, line, index }: RowSource, part: PartOfFile | null): Pick<Rows, 'places'> {
  const placeOf = line ?? index;
  if (placeOf === undefined) return {};
  const at = (rows: readonly number[]) => {
    const numbers = part && splitRows(part.count, part.shares, part.seed)[part.name];
    return rows.map((row) => placeOf(numbers === null ? row : numbers[row]!));
  };
  return { places: { file, unit: line === undefined ? 'row' : 'line', at } };
}
