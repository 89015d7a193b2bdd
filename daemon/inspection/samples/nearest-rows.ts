import { setImmediate } from 'node:timers/promises';
import { blocksOf, type ValueRows } from '../../data/stored/stored-rows.ts';

export interface Nearest {
  /** int32 [n]: the nearest row to each point. */
  readonly indices: Int32Array;
  /** float64 [n]: Euclidean distance to it, in the units of the values. */
  readonly distances: Float64Array;
}

/** Multiplications between two checks of the signal: a few milliseconds. */
const STRETCH = 8e6;

/**
 * Finds the nearest row to each point by Euclidean distance (a memorized training point has a distance near zero).
 * @param points [n, width] @param rows of this width @throws the signal's reason
 */
export async function nearestRows(
  points: ArrayLike<number>,
  rows: ValueRows,
  width: number,
  signal: AbortSignal,
): Promise<Nearest> {
  const n = points.length / width;
  const indices = new Int32Array(n).fill(-1);
  const squares = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let work = 0;
  let first = 0;
  for (const block of blocksOf(rows)) {
    const count = block.length / width;
    for (let point = 0; point < n; point++) {
      const at = point * width;
      let best = squares[point]!;
      for (let row = 0; row < count; row++) {
        const start = row * width;
        let sum = 0;
        let d = 0;
        // Stop early once the row is farther than the best one.
        for (; d < width && sum < best; d++) {
          const difference = points[at + d]! - block[start + d]!;
          sum += difference * difference;
        }
        work += d;
        if (sum < best) {
          best = sum;
          indices[point] = first + row;
        }
        if (work >= STRETCH) {
          work = 0;
          await setImmediate();
          signal.throwIfAborted();
        }
      }
      squares[point] = best;
    }
    first += count;
  }
  return { indices, distances: squares.map(Math.sqrt) };
}
