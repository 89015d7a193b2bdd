/** Balls around rows, which together cover where rows of their kind are found. */
import { keepSmallest, squaredDistance } from './nearest.ts';

/** A squared radius that no distance is within. */
const NONE = -1;

export interface Neighborhoods {
  /** [n, width]: their centers. */
  readonly rows: Float64Array;
  readonly width: number;
  /** Squared radii: of each row, the distance to its k-th nearest other row. Negative: it has too few finite neighbors. */
  readonly squares: Float64Array;
}

/** @param rows [n, width], n > k */
export function neighborhoodsOf(rows: Float64Array, width: number, k: number): Neighborhoods {
  const n = rows.length / width;
  // The k smallest squares of each row so far, ascending.
  const nearest = new Float64Array(n * k).fill(Infinity);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const limit = Math.max(nearest[i * k + k - 1]!, nearest[j * k + k - 1]!);
      const square = squaredDistance(rows, i, rows, j, width, limit);
      keepSmallest(nearest, i * k, k, square);
      keepSmallest(nearest, j * k, k, square);
    }
  }
  const squares = Float64Array.from({ length: n }, (_, i) => nearest[i * k + k - 1]!);
  return { rows, width, squares: squares.map((square) => (Number.isFinite(square) ? square : NONE)) };
}

/** Share of the points that are in at least one neighborhood. Points that are not finite are in none. */
export function coveredShare(points: Float64Array, { rows, width, squares }: Neighborhoods): number {
  const n = points.length / width;
  let covered = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < squares.length; j++) {
      const limit = squares[j]!;
      if (squaredDistance(points, i, rows, j, width, limit) <= limit) {
        covered++;
        break;
      }
    }
  }
  return covered / n;
}
