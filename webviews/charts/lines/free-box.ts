/** Where a label covers no curve. */

/** Pixels; y grows downwards. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Point = readonly [x: number, y: number];

/** The box that is crossed by the fewest segments; the first one of equals. @param linesIn the lines near a box, point by point */
export function freestBox(boxes: readonly [Box, ...Box[]], linesIn: (box: Box) => readonly (readonly Point[])[]): Box {
  const counted = boxes.map((box) => ({ box, crossings: crossings(box, linesIn(box)) }));
  return counted.reduce((best, next) => (next.crossings < best.crossings ? next : best)).box;
}

function crossings(box: Box, lines: readonly (readonly Point[])[]): number {
  return lines.reduce(
    (sum, line) => sum + line.filter((point, i) => crosses(box, line[i - 1] ?? point, point)).length,
    0,
  );
}

/** Whether the part of a segment beside the box's left and right edge reaches into it. */
function crosses({ left, right, top, bottom }: Box, [x0, y0]: Point, [x1, y1]: Point): boolean {
  if (x1 < left || x0 > right) return false;
  const at = (x: number) => (x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0));
  const [a, b] = x1 === x0 ? [y0, y1] : [at(Math.max(left, x0)), at(Math.min(right, x1))];
  return Math.max(a, b) >= top && Math.min(a, b) <= bottom;
}
