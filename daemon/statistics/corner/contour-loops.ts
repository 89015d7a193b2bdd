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
 * Loops around the regions of several levels. Outside of the grid there is nothing, so every line is closed: it ends at the
 * border of the grid at the latest. Holes are loops, too, so the even-odd rule fills a region.
 * @param values [height, width], smallest y first, ≥ 0, at the centers of cells @param levels each > 0
 * @returns for each level x, y, x, y, … of each loop, units of cells, from (0, 0), the lower left corner of the grid
 */
export function contourLoops(
  values: ArrayLike<number>,
  width: number,
  height: number,
  levels: readonly number[],
): readonly (readonly (readonly number[])[])[] {
  // With a border of zeros around the grid.
  const [columns, rows] = [width + 2, height + 2];
  const grid = new Float64Array(columns * rows);
  for (let row = 0; row < height; row++) {
    const [from, to] = [row * width, (row + 1) * columns + 1];
    for (let column = 0; column < width; column++) grid[to + column] = values[from + column]!;
  }
  const edges = columns * rows;
  /** Edge at which the line goes on that starts at an edge, −1: no line. Edges along x come first, then those along y. */
  const next = new Int32Array(2 * edges).fill(-1);
  return levels.map((level) => {
    const starts: number[] = [];
    for (let row = 0; row < rows - 1; row++) {
      let first = row * columns;
      // The corners on the left: what is on the right of one square is on the left of the next.
      let left = (grid[first]! >= level ? 1 : 0) + (grid[first + columns]! >= level ? 8 : 0);
      for (let column = 0; column < columns - 1; column++, first++) {
        const right = (grid[first + 1]! >= level ? 2 : 0) + (grid[first + columns + 1]! >= level ? 4 : 0);
        const inside = left + right;
        left = (right & 2) / 2 + (right & 4) * 2;
        if (inside === 0 || inside === 15) continue;
        const lines = linesOf(inside, first, level);
        for (let i = 0; i < lines.length; i += 2) {
          const start = edgeOf(lines[i]!, first);
          next[start] = edgeOf(lines[i + 1]!, first);
          starts.push(start);
        }
      }
    }
    return starts.map((start) => loopFrom(start, level)).filter((loop) => loop.length > 0);
  });

  function linesOf(inside: number, first: number, level: number): readonly number[] {
    const apart = APART[inside];
    if (apart === undefined) return LINES[inside]!;
    const sum = grid[first]! + grid[first + 1]! + grid[first + columns]! + grid[first + columns + 1]!;
    return sum / 4 < level ? apart : LINES[inside]!;
  }

  /** @param first the lower left corner of the square */
  function edgeOf(side: number, first: number): number {
    if (side === BOTTOM) return first;
    if (side === TOP) return first + columns;
    return edges + first + (side === RIGHT ? 1 : 0);
  }

  /** Empty: another loop has been here. Leaves no line behind. */
  function loopFrom(start: number, level: number): readonly number[] {
    const loop: number[] = [];
    for (let edge = start; next[edge] !== -1; ) {
      const following = next[edge]!;
      next[edge] = -1;
      const isUp = edge >= edges;
      const place = isUp ? edge - edges : edge;
      const from = grid[place]!;
      const share = (level - from) / (grid[place + (isUp ? columns : 1)]! - from);
      const row = Math.floor(place / columns);
      const column = place - row * columns;
      loop.push(within(column - 0.5 + (isUp ? 0 : share), width), within(row - 0.5 + (isUp ? share : 0), height));
      edge = following;
    }
    return loop;
  }
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
