/** Closed lines around the part of a grid at or above a level, by marching squares. */

/** Edges of a square. */
const [BOTTOM, RIGHT, TOP, LEFT] = [0, 1, 2, 3] as const;

/**
 * Lines through a square, by the corners that are inside (1 lower left, 2 lower right, 4 upper right, 8 upper left): from
 * edge to edge, with the inside on the left. Of the two saddles, the one with joined corners.
 */
const LINES: readonly (readonly number[])[] = [
  [],
  [BOTTOM, LEFT],
  [RIGHT, BOTTOM],
  [RIGHT, LEFT],
  [TOP, RIGHT],
  [TOP, LEFT, BOTTOM, RIGHT],
  [TOP, BOTTOM],
  [TOP, LEFT],
  [LEFT, TOP],
  [BOTTOM, TOP],
  [LEFT, BOTTOM, RIGHT, TOP],
  [RIGHT, TOP],
  [LEFT, RIGHT],
  [BOTTOM, RIGHT],
  [LEFT, BOTTOM],
  [],
];
/** The saddles with corners that are apart. */
const APART: Readonly<Record<number, readonly number[]>> = {
  5: [BOTTOM, LEFT, TOP, RIGHT],
  10: [RIGHT, BOTTOM, LEFT, TOP],
};

/**
 * Outside of the grid there is nothing, so every line is closed: it ends at the border of the grid at the latest. Holes are
 * loops, too, so the even-odd rule fills the region.
 * @param values [height, width], smallest y first, ≥ 0, at the centers of cells @param level > 0
 * @returns x, y, x, y, … of each loop, units of cells, from (0, 0), the lower left corner of the grid
 */
export function contourLoops(
  values: ArrayLike<number>,
  width: number,
  height: number,
  level: number,
): readonly Float64Array[] {
  // With a border of zeros around the grid.
  const [columns, rows] = [width + 2, height + 2];
  const at = (column: number, row: number) =>
    column < 1 || row < 1 || column > width || row > height ? 0 : values[(row - 1) * width + column - 1]!;
  const edges = columns * rows;
  /** Edge at which the line goes on that starts at an edge, −1: no line. Edges along x come first, then those along y. */
  const next = new Int32Array(2 * edges).fill(-1);
  const starts: number[] = [];
  for (let row = 0; row < rows - 1; row++) {
    let [a, d] = [at(0, row), at(0, row + 1)];
    for (let column = 0; column < columns - 1; column++) {
      const [b, c] = [at(column + 1, row), at(column + 1, row + 1)];
      const inside = (a >= level ? 1 : 0) + (b >= level ? 2 : 0) + (c >= level ? 4 : 0) + (d >= level ? 8 : 0);
      if (inside !== 0 && inside !== 15) {
        const apart = APART[inside];
        const lines = apart !== undefined && (a + b + c + d) / 4 < level ? apart : LINES[inside]!;
        const first = row * columns + column;
        const ends = [first, edges + first + 1, first + columns, edges + first] as const;
        for (let i = 0; i < lines.length; i += 2) {
          const start = ends[lines[i]!]!;
          next[start] = ends[lines[i + 1]!]!;
          starts.push(start);
        }
      }
      [a, d] = [b, c];
    }
  }
  const loops: Float64Array[] = [];
  for (const start of starts) {
    if (next[start] === -1) continue;
    const loop: number[] = [];
    for (let edge = start; next[edge] !== -1; ) {
      const following = next[edge]!;
      next[edge] = -1;
      loop.push(...crossing(edge));
      edge = following;
    }
    loops.push(Float64Array.from(loop));
  }
  return loops;

  function crossing(edge: number): readonly [number, number] {
    const isUp = edge >= edges;
    const place = isUp ? edge - edges : edge;
    const [column, row] = [place % columns, Math.floor(place / columns)];
    const from = at(column, row);
    const share = (level - from) / ((isUp ? at(column, row + 1) : at(column + 1, row)) - from);
    return [within(column - 0.5 + (isUp ? 0 : share), width), within(row - 0.5 + (isUp ? share : 0), height)];
  }
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
