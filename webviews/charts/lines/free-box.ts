/** Where a label covers no curve. */

/** Pixels; y grows downwards. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Point = readonly [x: number, y: number];

/** The first box that no segment crosses, or null. @param linesIn the lines near a box, point by point */
export function freeBox(boxes: readonly Box[], linesIn: (box: Box) => readonly (readonly Point[])[]): Box | null {
  return boxes.find((box) => !linesIn(box).some((line) => isCrossed(box, line))) ?? null;
}

function isCrossed(box: Box, line: readonly Point[]): boolean {
  return line.some((point, i) => crosses(box, line[i - 1] ?? point, point));
}

/** Whether the part of a segment beside the box's left and right edge reaches into it. */
function crosses({ left, right, top, bottom }: Box, [x0, y0]: Point, [x1, y1]: Point): boolean {
  if (x1 < left || x0 > right) return false;
  const at = (x: number) => (x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0));
  const [a, b] = x1 === x0 ? [y0, y1] : [at(Math.max(left, x0)), at(Math.min(right, x1))];
  return Math.max(a, b) >= top && Math.min(a, b) <= bottom;
}
