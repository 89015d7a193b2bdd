/** Balls around rows, which together cover where rows of their kind are found. */

/** Coordinates between two looks at whether a distance is already too large. */
const STRETCH = 16;

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
      const square = squaredDistance(rows, i * width, rows, j * width, width, limit);
      insert(nearest, i * k, k, square);
      insert(nearest, j * k, k, square);
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
      if (squaredDistance(points, i * width, rows, j * width, width, limit) <= limit) {
        covered++;
        break;
      }
    }
  }
  return covered / n;
}

/** Puts the value where it belongs among k ascending ones, and drops the largest. */
function insert(values: Float64Array, start: number, k: number, value: number): void {
  let at = start + k - 1;
  if (!(value < values[at]!)) return;
  for (; at > start && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
  values[at] = value;
}

/** Exact up to `limit`; any number above the limit if it is larger. */
function squaredDistance(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  width: number,
  limit: number,
): number {
  let sum = 0;
  for (let d = 0; d < width && sum <= limit; ) {
    for (const end = Math.min(width, d + STRETCH); d < end; d++) {
      const difference = a[aStart + d]! - b[bStart + d]!;
      sum += difference * difference;
    }
  }
  return sum;
}
