/** Paints a scalar field on a grid with the density color map, and a color bar beside it. */
import type { Canvas, Rectangle } from './canvas.ts';
import type { Color } from './color.ts';
import { densityTable } from './color-map.ts';
import { textWidth } from './text.ts';
import { LABEL_SIZE, TICK_SIZE } from './theme.ts';
import { roundTicks } from './ticks.ts';

/** Values at the centers of width × height cells, row by row, smallest y first. */
export interface Grid {
  readonly values: Float64Array;
  readonly width: number;
  readonly height: number;
  /** Whether there is nothing between two values along x and along y: the cells are painted as they are. */
  readonly separate?: readonly [x: boolean, y: boolean];
}

const TABLE: readonly Color[] = densityTable();
export const BAR_WIDTH = 22;

/** exp of every value: densities from log-densities. NaN becomes 0, like −∞. */
export function densitiesOf(grid: Grid): Grid {
  return { ...grid, values: grid.values.map((value) => (Number.isNaN(value) ? 0 : Math.exp(value))) };
}

/**
 * Upper end of the color scale: the largest value or, if a few cells are far larger (a spike that a flow learned), 1.15
 * times the 99.9th percentile, so that one cell cannot darken the rest.
 */
export function scaleEnd(grids: readonly Grid[]): number {
  let end = 0;
  for (const grid of grids) {
    const sorted = Float64Array.from(grid.values.filter((value) => Number.isFinite(value))).sort();
    if (sorted.length === 0) continue;
    const high = sorted[Math.floor((sorted.length - 1) * 0.999)]! * 1.15;
    end = Math.max(end, Math.min(sorted.at(-1)!, high > 0 ? high : Number.POSITIVE_INFINITY));
  }
  return end > 0 ? end : 1;
}

/** Paints the grid into the rectangle, bilinearly interpolated; values from 0 to `end` span the color map. */
export function paintGrid(canvas: Canvas, rectangle: Rectangle, grid: Grid, end: number): void {
  const { values, width, height, separate = [false, false] } = grid;
  const cell = (i: number, j: number): number => values[j * width + i]!;
  canvas.paint(rectangle, (px, py) => {
    const [j, above, fy] = between(1 - (py + 0.5) / rectangle.height, height, separate[1]);
    const [i, right, fx] = between((px + 0.5) / rectangle.width, width, separate[0]);
    const lower = cell(i, j) * (1 - fx) + cell(right, j) * fx;
    const upper = cell(i, above) * (1 - fx) + cell(right, above) * fx;
    const t = Math.min(1, Math.max(0, (lower * (1 - fy) + upper * fy) / end));
    return TABLE[Math.round((Number.isNaN(t) ? 0 : t) * (TABLE.length - 1))]!;
  });
}

/** The cells beside a place in 0…1 of an axis, and the share of the second one. */
function between(
  place: number,
  cells: number,
  isSeparate: boolean,
): readonly [cell: number, next: number, share: number] {
  const at = Math.min(cells - 1, Math.max(0, place * cells - (isSeparate ? 0 : 0.5)));
  const cell = Math.floor(at);
  return isSeparate ? [cell, cell, 0] : [cell, Math.min(cells - 1, cell + 1), at - cell];
}

function barTicks(end: number, height: number) {
  return roundTicks(0, end, Math.max(2, height / 110));
}

/** Space right of the plot for a color bar with ticks and label. */
export function barSpace(end: number, height: number): number {
  const widest = Math.max(0, ...barTicks(end, height).map((tick) => textWidth(tick.label, TICK_SIZE)));
  return Math.ceil(22 + BAR_WIDTH + 14 + widest + 18 + LABEL_SIZE);
}

/** A color bar from 0 to `end`, with its left edge at x and its label on the right, reading upwards. */
export function drawColorBar(canvas: Canvas, x: number, y: number, height: number, end: number, label: string): void {
  for (let row = 0; row < height; row++) {
    const color = TABLE[Math.round((1 - row / (height - 1)) * (TABLE.length - 1))]!;
    canvas.fillRectangle({ x, y: y + row, width: BAR_WIDTH, height: 1 }, color);
  }
  const [right, bottom] = [x + BAR_WIDTH, y + height];
  canvas.strokeSegments(
    [x, y, right, y, right, y, right, bottom, right, bottom, x, bottom, x, bottom, x, y],
    1.6,
    canvas.theme.frame,
  );
  let widest = 0;
  for (const tick of barTicks(end, height)) {
    const at = bottom - (tick.value / end) * height;
    canvas.strokeSegments([right, at, right + 6, at], 1.6, canvas.theme.frame);
    canvas.drawText(tick.label, right + 13, at + TICK_SIZE / 2, { size: TICK_SIZE, color: canvas.theme.muted });
    widest = Math.max(widest, textWidth(tick.label, TICK_SIZE));
  }
  canvas.drawText(label, right + 13 + widest + 18 + LABEL_SIZE / 2, y + height / 2, {
    size: LABEL_SIZE,
    color: canvas.theme.text,
    align: 'center',
    upwards: true,
  });
}
