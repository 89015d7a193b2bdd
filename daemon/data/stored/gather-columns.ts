/** Single columns of rows that are row-major, in memory or in a file. */
import { blocksOf, rowWidth, type ValueRows } from './stored-rows.ts';

/** Most numbers that are gathered at once: 32 MiB. */
const GATHERED = 2 ** 22;

/** The values of some columns of all rows, in their order. */
export function gatherColumns(rows: ValueRows, columns: readonly number[]): Float64Array[] {
  const width = rowWidth(rows);
  const values = columns.map(() => new Float64Array(rows.count));
  let row = 0;
  for (const block of blocksOf(rows)) {
    for (const [i, column] of columns.entries()) {
      const out = values[i]!;
      for (let at = column, to = row; at < block.length; at += width, to++) out[to] = block[at]!;
    }
    row += block.length / width;
  }
  return values;
}

/** One column after the other, of which a few are in memory at once. @param most numbers that are gathered at once */
export function* columnsInTurn(
  rows: ValueRows,
  columns: readonly number[],
  most = GATHERED,
): Generator<readonly [column: number, values: Float64Array]> {
  const together = Math.max(1, Math.floor(most / rows.count));
  for (let at = 0; at < columns.length; at += together) {
    const chosen = columns.slice(at, at + together);
    for (const [i, values] of gatherColumns(rows, chosen).entries()) yield [chosen[i]!, values];
  }
}
