/** Draws what is around the rows of a corner plot: frames, ticks, names, and the ranges of a selection. */
import { columnTicks } from '../../daemon/pictures/column-ticks.ts';
import type { Tick } from '../../daemon/pictures/ticks.ts';
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import { elideMiddle } from '../charts/base/elide-middle.ts';
import { isTurned, leftOf, mostNames, nameRoom, ROOM, shareOf, topOf } from './corner-layout.ts';
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
  for (const column of data.names.keys()) {
    const names = data.categories[column]!;
    const ticks = columnTicks(
      data.axes[column]!,
      names === null ? Math.max(1, Math.floor(side / TICK_EVERY)) : mostNames(side),
      names,
    );
    drawBelow(context, drawing, column, ticks);
    // The first row is a marginal, whose height has no unit.
    if (column > 0) drawBeside(context, drawing, column, ticks);
  }
}

function drawBelow(
  context: Context,
  { layout, theme, data }: CellDrawing,
  column: number,
  ticks: readonly Tick[],
): void {
  const { side, bottom, height } = layout;
  const left = leftOf(layout, column);
  const axis = data.axes[column]!;
  const widthOf = (text: string) => context.measureText(text).width;
  const names = data.categories[column]!;
  const isUpwards = isTurned(names, side);
  let free = left - ROOM.gap;
  context.fillStyle = theme.muted;
  for (const { value, label } of ticks) {
    const x = left + shareOf(axis, value) * side;
    context.fillRect(x - 0.5, bottom, 1, TICK);
    if (isUpwards) {
      context.textAlign = 'end';
      turned(context, x, bottom + TICK + 3, elideMiddle(label, nameRoom(names!.length, side).beside, widthOf));
      continue;
    }
    context.textAlign = 'center';
    const half = widthOf(label) / 2;
    const middle = Math.max(left + half, Math.min(left + side - half, x));
    // A label without room is left out; its tick stays.
    if (middle - half < free) continue;
    context.fillText(label, middle, bottom + 11);
    free = middle + half + 4;
  }
  context.fillStyle = theme.foreground;
  context.textAlign = 'center';
  context.fillText(elideMiddle(data.names[column]!, side, widthOf), left + side / 2, height - 10);
}

function drawBeside(
  context: Context,
  { layout, theme, data }: CellDrawing,
  column: number,
  ticks: readonly Tick[],
): void {
  const { side, left } = layout;
  const top = topOf(layout, column);
  const widthOf = (text: string) => context.measureText(text).width;
  const names = data.categories[column]!;
  const room = names === null ? Number.POSITIVE_INFINITY : nameRoom(names.length, side).beside;
  context.textAlign = 'end';
  context.fillStyle = theme.muted;
  for (const { value, label } of ticks) {
    const y = top + (1 - shareOf(data.axes[column]!, value)) * side;
    context.fillRect(left - TICK, y - 0.5, TICK, 1);
    const place = Math.max(top + FONT / 2, Math.min(top + side - FONT / 2, y));
    context.fillText(elideMiddle(label, room, widthOf), left - TICK - 2, place);
  }
  context.textAlign = 'center';
  context.fillStyle = theme.foreground;
  turned(context, FONT / 2 + 1, top + side / 2, elideMiddle(data.names[column]!, side, widthOf));
}

/** Text that reads upwards. */
function turned(context: Context, x: number, y: number, text: string): void {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.fillText(text, 0, 0);
  context.restore();
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
