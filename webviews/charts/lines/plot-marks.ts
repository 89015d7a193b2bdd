import type uPlot from 'uplot';
import type { ChartTheme } from '../base/theme.ts';
import type { Level, Mark } from './curves.ts';
import { type Box, freeBox, type Point } from './free-box.ts';

/**
 * Draws levels as labeled horizontal lines, and marks as vertical lines.
 * @returns the levels that have no label, because it would be on a curve
 */
export function drawMarks(
  plot: uPlot,
  theme: ChartTheme,
  levels: readonly Level[],
  marks: readonly Mark[],
): readonly Level[] {
  const unlabeled: Level[] = [];
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11 * devicePixelRatio}px ${theme.font}`;
  ctx.lineWidth = devicePixelRatio;
  for (const level of levels) {
    const { y, label } = level;
    const at = plot.valToPos(y, 'y', true);
    ctx.strokeStyle = theme.muted;
    ctx.fillStyle = theme.muted;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
    const box = labelBox(plot, at, ctx.measureText(label).width);
    if (box === null) {
      unlabeled.push(level);
      continue;
    }
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.fillText(label, box.left, box.bottom);
  }
  for (const { x, kind } of marks) {
    const at = plot.valToPos(x, 'x', true);
    ctx.strokeStyle = markColor(kind, theme);
    ctx.setLineDash(kind === 'neutral' ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
  return unlabeled;
}

export function markColor(kind: Mark['kind'], { bad, good, muted }: ChartTheme): string {
  return kind === 'bad' ? bad : kind === 'good' ? good : muted;
}

/** Places along a level that are tried. */
const PLACES = 12;

/**
 * Above or below the line of a level, preferably at an end; null: a curve is everywhere.
 * @param at y of the line, device pixels
 */
function labelBox(plot: uPlot, at: number, width: number): Box | null {
  const { left, width: room } = plot.bbox;
  const [gap, height] = [4 * devicePixelRatio, 12 * devicePixelRatio];
  const beside = (start: number, top: number): Box => ({
    left: start,
    right: start + width,
    top,
    bottom: top + height,
  });
  const [atLeft, atRight] = [left + gap, left + room - gap - width];
  const between = Array.from({ length: PLACES }, (_, i) => atRight + ((i + 1) / (PLACES + 1)) * (atLeft - atRight));
  const [above, below] = [at - height - gap / 2, at + gap / 2];
  const boxes = [
    ...[above, below].flatMap((top) => [beside(atRight, top), beside(atLeft, top)]),
    ...between.flatMap((start) => [beside(start, above), beside(start, below)]),
  ];
  const { top: least, height: most } = plot.bbox;
  const inside = boxes.filter(({ top, bottom }) => top >= least && bottom <= least + most);
  return freeBox(inside, (box) => linesNear(plot, box));
}

/** The curves and the ends of their bands between the left and the right edge of a box, with one more point on each side. */
function linesNear(plot: uPlot, { left, right }: Box): readonly (readonly Point[])[] {
  const index = (x: number) => plot.valToIdx(plot.posToVal((x - plot.bbox.left) / devicePixelRatio, 'x'));
  const [from, to] = [Math.max(0, index(left) - 1), index(right) + 1];
  const [xs, ...curves] = plot.data;
  return curves.map((ys) =>
    Array.from(ys.slice(from, to + 1)).flatMap((y, i): readonly Point[] => {
      const x = xs[from + i];
      return y == null || x == null ? [] : [[plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)]];
    }),
  );
}
