/** Which rows of arrays have all their values. */
import type { RowValues } from '../stored/row-store.ts';
import { type MissingRows, type MissingValue, standInsOf } from './missing-values.ts';

/** A column of rows that are looked at. */
export interface ReadColumn {
  /** For messages. */
  readonly name: string;
  /** What `missingValues` may call it. */
  readonly label: string | number;
}

export interface FullRows {
  /**
   * Looks at the values of some columns.
   * @param blocks of whole rows, row-major, from the first row on
   */
  look(blocks: Iterable<RowValues>, columns: readonly ReadColumn[]): void;
  /** The rows with all their values; null: all are. */
  kept(): Uint32Array | null;
  /** Cells with a value of `missingValues`, of each column with any. Absent: no value stands for a missing one. */
  readonly standIns?: readonly { readonly column: string; readonly cells: number }[];
  /** The values that were found, by the names of columns. */
  readonly found: ReadonlyMap<string, ReadonlySet<MissingValue>>;
  /** The column with the most cells without a value; null: there are none. */
  readonly worst: { readonly column: ReadColumn; readonly rows: number } | null;
}

/**
 * @param refuse what to do about a value that stands for a missing one if rows are not dropped; NaN is then left to others
 */
export function fullRows(
  count: number,
  { how, values }: MissingRows,
  refuse: (row: number, column: string, value: number) => never,
): FullRows {
  let lacking: Uint8Array | null = null;
  let lost = 0;
  const standIns: { column: string; cells: number }[] = [];
  const seen = new Map<string, Set<MissingValue>>();
  let worst: FullRows['worst'] = null;
  const drop = (row: number): void => {
    lacking ??= new Uint8Array(count);
    if (lacking[row] === 0) lost++;
    lacking[row] = 1;
  };
  return {
    look(blocks, columns) {
      if (how === 'error' && values === undefined) return;
      const width = columns.length;
      const tests = columns.map(({ label }) => standInsOf(values, label));
      const [found, rows] = [new Uint32Array(width), new Uint32Array(width)];
      const cells = columns.map(() => new Set<number>());
      let first = 0;
      for (const block of blocks) {
        for (let j = 0; j < width; j++) {
          const test = tests[j]!;
          for (let at = j, row = first; at < block.length; at += width, row++) {
            const value = block[at]!;
            const isOne = test?.hasNumber(value) === true;
            if (how === 'error') {
              if (isOne) refuse(row, columns[j]!.name, value);
            } else if (isOne || Number.isNaN(value)) {
              if (isOne) {
                found[j]!++;
                cells[j]!.add(value);
              }
              rows[j]!++;
              drop(row);
            }
          }
        }
        first += block.length / width;
      }
      for (const [j, column] of columns.entries()) {
        if (found[j]! > 0) standIns.push({ column: column.name, cells: found[j]! });
        seen.set(column.name, new Set([...cells[j]!].flatMap((value) => tests[j]?.like(value) ?? [])));
        if (rows[j]! > (worst?.rows ?? 0)) worst = { column, rows: rows[j]! };
      }
    },
    kept() {
      const flags = lacking;
      if (flags === null) return null;
      const out = new Uint32Array(count - lost);
      let at = 0;
      for (let row = 0; row < count; row++) if (flags[row] === 0) out[at++] = row;
      return out;
    },
    ...(values === undefined ? {} : { standIns }),
    found: seen,
    get worst() {
      return worst;
    },
  };
}
