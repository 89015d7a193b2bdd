/** Draws what is around the rows of a corner plot: frames, ticks, names, and the ranges of a selection. */

import { roundTicks } from '../../daemon/pictures/ticks.ts';
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import { elideMiddle } from '../charts/base/elide-middle.ts';
import { leftOf, ROOM, shareOf, topOf } from './corner-layout.ts';
import type { CellDrawing } from './draw-cells.ts';

type Context = CanvasRenderingContext2D;

const [FONT, TICK, TICK_EVERY] = [11, 4, 34];

/** Frames of the cells, ticks and names, over the rows. */
export function drawFrames(context: Context, drawing: CellDrawing): void {
  const { layout, theme, data } = drawing;
  const { side, columns } = layout;
  context.lineWidth = 1;
  context.strokeStyle = theme.grid;
  for (let row = 0; row < columns; row++) {
    for (let column = 0; column <= row; column++) {
      context.strokeRect(
        Math.round(leftOf(layout, column)) + 0.5,
        Math.round(topOf(layout, row)) + 0.5,
        side - 1,
        side - 1,
      );
    }
  }
  context.font = `${FONT}px ${theme.font}`;
  context.textBaseline = 'middle';
  const bottom = topOf(layout, columns - 1) + side;
  for (const [i, name] of data.names.entries()) {
    const axis = data.axes[i]!;
    const ticks = roundTicks(axis.low, axis.high, Math.max(1, Math.floor(side / TICK_EVERY)));
    const [left, top] = [leftOf(layout, i), topOf(layout, i)];
    context.textAlign = 'center';
    let free = left - ROOM.gap;
    for (const { value, label } of ticks) {
      const x = left + shareOf(axis, value) * side;
      context.fillStyle = theme.muted;
      context.fillRect(x - 0.5, bottom, 1, TICK);
      const half = context.measureText(label).width / 2;
      const middle = Math.max(left + half, Math.min(left + side - half, x));
      // A label without room is left out; its tick stays.
      if (middle - half < free) continue;
      context.fillText(label, middle, bottom + 11);
      free = middle + half + 4;
    }
    const widthOf = (text: string) => context.measureText(text).width;
    context.fillStyle = theme.foreground;
    context.fillText(elideMiddle(name, side, widthOf), left + side / 2, bottom + 28);
    // The first row is a marginal, whose height has no unit.
    if (i === 0) continue;
    context.textAlign = 'end';
    context.fillStyle = theme.muted;
    for (const { value, label } of ticks) {
      const y = top + (1 - shareOf(axis, value)) * side;
      context.fillRect(ROOM.left - TICK, y - 0.5, TICK, 1);
      context.fillText(label, ROOM.left - TICK - 2, Math.max(top + FONT / 2, Math.min(top + side - FONT / 2, y)));
    }
    context.save();
    context.translate(FONT / 2 + 1, top + side / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillStyle = theme.foreground;
    context.fillText(elideMiddle(name, side, widthOf), 0, 0);
    context.restore();
  }
}

/** The borders of the ranges, in all cells of their columns. @param ranges of each column; null: none */
export function drawRanges(
  context: Context,
  { layout, theme, data }: CellDrawing,
  ranges: readonly (ValueRange | null)[],
): void {
  const { side, columns } = layout;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  const ends = (column: number): readonly [number, number] => {
    const range = ranges[column] ?? null;
    if (range === null) return [0, 1];
    const within = (share: number) => Math.max(0, Math.min(1, share));
    return [within(shareOf(data.axes[column]!, range.low)), within(shareOf(data.axes[column]!, range.high))];
  };
  for (let row = 0; row < columns; row++) {
    for (let column = 0; column <= row; column++) {
      const isBar = column === row;
      if (ranges[column] === null && (isBar || ranges[row] === null)) continue;
      const [left, right] = ends(column);
      const [low, high] = isBar ? [0, 1] : ends(row);
      context.strokeRect(
        Math.round(leftOf(layout, column) + left * side) + 0.5,
        Math.round(topOf(layout, row) + (1 - high) * side) + 0.5,
        Math.max(1, Math.round((right - left) * side) - 1),
        Math.max(1, Math.round((high - low) * side) - 1),
      );
    }
  }
  context.setLineDash([]);
}
