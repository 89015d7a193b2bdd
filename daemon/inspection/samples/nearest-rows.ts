import { setImmediate } from 'node:timers/promises';

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
 * @param points [n, width] @param rows [count, width] @throws the signal's reason
 */
export async function nearestRows(
  points: ArrayLike<number>,
  rows: ArrayLike<number>,
  width: number,
  signal: AbortSignal,
): Promise<Nearest> {
  const n = points.length / width;
  const count = rows.length / width;
  const indices = new Int32Array(n).fill(-1);
  const distances = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let work = 0;
  for (let point = 0; point < n; point++) {
    const at = point * width;
    let best = Number.POSITIVE_INFINITY;
    for (let row = 0; row < count; row++) {
      const start = row * width;
      let sum = 0;
      let d = 0;
      // Stop early once the row is farther than the best one.
      for (; d < width && sum < best; d++) {
        const difference = points[at + d]! - rows[start + d]!;
        sum += difference * difference;
      }
      work += d;
      if (sum < best) {
        best = sum;
        indices[point] = row;
      }
      if (work >= STRETCH) {
        work = 0;
        await setImmediate();
        signal.throwIfAborted();
      }
    }
    distances[point] = Math.sqrt(best);
  }
  return { indices, distances };
}
