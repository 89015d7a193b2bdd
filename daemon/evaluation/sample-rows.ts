/** Samples rows at random: files are often sorted, so their first rows are not representative. */
import type { PreparedRows } from '../data/prepare.ts';
import { takeRows } from '../data/split-rows.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import type { RandomStream } from '../random/random-stream.ts';

/**
 * `size` distinct row numbers below `count`, ascending, every set equally likely; all of them if there are not more.
 * Takes time proportional to `size` (Floyd's algorithm; Bentley, Floyd: A sample of brilliance, CACM 1987).
 */
export function sampleRows(count: number, size: number, random: RandomStream): Uint32Array {
  if (size >= count) return Uint32Array.from({ length: count }, (_, row) => row);
  const chosen = new Set<number>();
  for (let last = count - size; last < count; last++) {
    const row = random.integer(last + 1);
    chosen.add(chosen.has(row) ? last : row);
  }
  return Uint32Array.from(chosen).sort();
}

/** Copies these rows of a prepared table in the given order. */
export function takePreparedRows(rows: PreparedRows, chosen: Uint32Array): PreparedRows {
  const { count, context, weights } = rows;
  return {
    count: chosen.length,
    values: valuesAt(rows, chosen),
    context: context && takeRows(context, context.length / count, chosen),
    ...(weights === undefined ? {} : { weights: takeRows(weights, 1, chosen) }),
  };
}
