/** Lines of equal values over the plane, by marching squares. */
import type { PlaneValues } from './plane-values.ts';

export interface Contour {
  readonly level: number;
  /** Lengths of the dashes and the gaps of its line, CSS pixels; empty: a solid line. */
  readonly dash: readonly number[];
}

/** The lines of a level as segments x₀, y₀, x₁, y₁ in units of cells; (0, 0) is the lower left corner of the plane. */
export function contourSegments({ values, width, height }: PlaneValues, level: number): readonly number[] {
  const segments: number[] = [];
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const corners = [values[at]!, values[at + 1]!, values[at + width + 1]!, values[at + width]!] as const;
      addCell(segments, corners, level, column + 0.5, row + 0.5);
    }
  }
  return segments;
}

/** Where each corner is, counterclockwise from the lower left. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Adds the line through the square between four cell centers. */
function addCell(
  segments: number[],
  corners: readonly [number, number, number, number],
  level: number,
  left: number,
  bottom: number,
): void {
  if (corners.some(Number.isNaN)) return;
  const crossings: (readonly [number, number])[] = [];
  for (let edge = 0; edge < 4; edge++) {
    const next = (edge + 1) % 4;
    const [a, b] = [corners[edge]!, corners[next]!];
    if (a >= level === b >= level) continue;
    const share = shareOf(a, b, level);
    const [[ax, ay], [bx, by]] = [CORNERS[edge]!, CORNERS[next]!];
    crossings.push([left + ax + share * (bx - ax), bottom + ay + share * (by - ay)]);
  }
  if (crossings.length === 2) segments.push(...crossings[0]!, ...crossings[1]!);
  if (crossings.length < 4) return;
  // A saddle: the mean of the corners says which of them belong together.
  const mean = corners.reduce((sum, value) => sum + value, 0) / 4;
  const isJoined = mean >= level === corners[0] >= level;
  const pairs = isJoined ? ([0, 1, 2, 3] as const) : ([3, 0, 1, 2] as const);
  segments.push(...crossings[pairs[0]]!, ...crossings[pairs[1]]!, ...crossings[pairs[2]]!, ...crossings[pairs[3]]!);
}

/** Where the level is between two corners; next to an infinite one, in the middle. */
function shareOf(a: number, b: number, level: number): number {
  const share = (level - a) / (b - a);
  return Number.isFinite(a) && Number.isFinite(b) ? share : 0.5;
}

/** Segments as lines x, y, x, y, …: a dashed line needs them joined. */
export function joinedLines(segments: readonly number[]): readonly (readonly number[])[] {
  // Both cells beside an edge compute the same place, but not to the last digit.
  const keyAt = (i: number) => `${segments[i]!.toFixed(4)} ${segments[i + 1]!.toFixed(4)}`;
  /** Ends that are still free, each as the index of its coordinates. */
  const free = new Map<string, number[]>();
  for (let i = 0; i < segments.length; i += 2) {
    const found = free.get(keyAt(i));
    if (found === undefined) free.set(keyAt(i), [i]);
    else found.push(i);
  }
  const used = new Set<number>();
  /** The other end of the segment that has an end. */
  const across = (i: number) => (i % 4 === 0 ? i + 2 : i - 2);
  const lines: (readonly number[])[] = [];
  for (let first = 0; first < segments.length; first += 4) {
    if (used.has(first)) continue;
    used.add(first);
    const from = (start: number) => {
      const line: number[] = [];
      for (let at: number | undefined = start; at !== undefined; ) {
        line.push(segments[at]!, segments[at + 1]!);
        const next: number | undefined = free.get(keyAt(at))?.find((i) => !used.has(i - (i % 4)));
        if (next === undefined) break;
        used.add(next - (next % 4));
        at = across(next);
      }
      return line;
    };
    const [forward, backward] = [from(first + 2), from(first)];
    lines.push([...reversedPairs(backward), ...forward]);
  }
  return lines;
}

function reversedPairs(line: readonly number[]): number[] {
  return line.map((_, i) => line[line.length - 2 - (i - (i % 2)) + (i % 2)]!);
}

/** As a path in units of cells, y downwards from the upper left corner. */
export function contourPath(plane: PlaneValues, level: number): Path2D {
  const path = new Path2D();
  for (const line of joinedLines(contourSegments(plane, level))) {
    path.moveTo(line[0]!, plane.height - line[1]!);
    for (let i = 2; i < line.length; i += 2) path.lineTo(line[i]!, plane.height - line[i + 1]!);
  }
  return path;
}

/**
 * Draws a line over its shadow, one of which is seen on any color of the map.
 * @param line in device pixels @param table the colors of the map, from the darkest to the lightest
 */
export function strokeContour(
  context: CanvasRenderingContext2D,
  line: Path2D,
  dash: readonly number[],
  table: Uint32Array,
): void {
  const ratio = devicePixelRatio;
  context.setLineDash(dash.map((length) => length * ratio));
  for (const [word, width, alpha] of [
    [table[0]!, 2.5, 0.6],
    [table.at(-1)!, 1.2, 1],
  ] as const) {
    const [red, green, blue] = [0, 8, 16].map((bits) => (word >> bits) & 255);
    context.strokeStyle = `rgb(${red} ${green} ${blue} / ${alpha})`;
    context.lineWidth = width * ratio;
    context.stroke(line);
  }
}
