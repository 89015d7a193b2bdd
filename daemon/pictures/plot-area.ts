/** A rectangle of a picture that shows part of the data plane, with its frame, ticks and labels. */
import type { Canvas, Rectangle } from './canvas.ts';
import { fitText, textWidth } from './text.ts';
import { FRAME, GRID, LABEL_SIZE, MUTED, PANEL, TEXT, TICK_SIZE } from './theme.ts';
import { roundTicks, type Tick } from './ticks.ts';

/** x from, x to, y from, y to, in data units. */
export type Extent = readonly [number, number, number, number];

export interface PlotArea {
  readonly rectangle: Rectangle;
  readonly extent: Extent;
  /** Pixels from tick to tick, about. Default: 110. */
  readonly tickDistance?: number;
  /** The only values of the axes, evenly spaced, as ticks; null: all numbers. */
  readonly values?: AxisValues;
}

export type AxisValues = readonly [x: readonly Tick[] | null, y: readonly Tick[] | null];

/** Space for ticks and labels outside the rectangle, pixels. */
export const BELOW = 64;
const TICK_LENGTH = 7;
const TICK_GAP = 7;

/** Width and height of an area with equal scales on both axes; the longer side is `size` pixels, the other ≥ 0.45 · size. */
export function areaSize(extent: Extent, size: number): { readonly width: number; readonly height: number } {
  const ratio = (extent[1] - extent[0]) / (extent[3] - extent[2]);
  const limited = Math.min(1 / 0.45, Math.max(0.45, ratio));
  return limited >= 1
    ? { width: size, height: Math.round(size / limited) }
    : { width: Math.round(size * limited), height: size };
}

const TICK_DISTANCE = 110;

/** Least pixels from value to value, and the most that the name of one has. */
const VALUE = { distance: { x: 44, y: 22 }, width: 180 };

function xTicks({ rectangle: { width }, extent: [low, high], tickDistance, values }: PlotArea): readonly Tick[] {
  const own = values?.[0];
  if (own == null) return ticksFor(low, high, width, tickDistance);
  const apart = ((own.length > 1 ? own[1]!.value - own[0]!.value : high - low) / (high - low)) * width;
  const every = Math.ceil(VALUE.distance.x / apart);
  return thinned(own, every, Math.min(VALUE.width, every * apart - 8));
}

function yTicks(
  [, , low, high]: Extent,
  height: number,
  distance: number | undefined,
  values: readonly Tick[] | null | undefined,
): readonly Tick[] {
  if (values == null) return ticksFor(low, high, height, distance);
  return thinned(values, Math.ceil((VALUE.distance.y * values.length) / height), VALUE.width);
}

function thinned(values: readonly Tick[], every: number, width: number): readonly Tick[] {
  return values.flatMap(({ value, label }, i) =>
    i % every === 0 ? [{ value, label: fitText(label, TICK_SIZE, width) }] : [],
  );
}

function ticksFor(low: number, high: number, pixels: number, distance = TICK_DISTANCE): readonly Tick[] {
  return roundTicks(low, high, Math.max(2, pixels / distance));
}

/** Space left of the rectangle for the ticks and, if there is one, the label of y. @param values of y, as in `PlotArea` */
export function leftOf(
  extent: Extent,
  height: number,
  label: string,
  distance?: number,
  values?: readonly Tick[] | null,
): number {
  const widest = Math.max(
    0,
    ...yTicks(extent, height, distance, values).map((tick) => textWidth(tick.label, TICK_SIZE)),
  );
  return Math.ceil(widest + TICK_LENGTH + TICK_GAP + (label === '' ? 0 : LABEL_SIZE + 22));
}

/** Pixel coordinates of a point in data units. */
export function toPixels(area: PlotArea, x: number, y: number): readonly [number, number] {
  const { rectangle, extent } = area;
  return [
    rectangle.x + ((x - extent[0]) / (extent[1] - extent[0])) * rectangle.width,
    rectangle.y + ((extent[3] - y) / (extent[3] - extent[2])) * rectangle.height,
  ];
}

/** Background and, with `grid`, fine lines at the ticks; drawn before the content. */
export function drawBackground(canvas: Canvas, area: PlotArea, grid: boolean): void {
  const { rectangle, extent } = area;
  canvas.fillRectangle(rectangle, PANEL);
  if (!grid) return;
  for (const { value } of xTicks(area)) {
    const x = Math.round(toPixels(area, value, 0)[0]);
    canvas.fillRectangle({ x, y: rectangle.y, width: 1, height: rectangle.height }, GRID);
  }
  for (const { value } of yTicks(extent, rectangle.height, area.tickDistance, area.values?.[1])) {
    const y = Math.round(toPixels(area, 0, value)[1]);
    canvas.fillRectangle({ x: rectangle.x, y, width: rectangle.width, height: 1 }, GRID);
  }
}

export interface AxisLabels {
  readonly x: string;
  readonly y: string;
  /** Heading above the rectangle, flush left. */
  readonly heading?: string;
  /** false: no ticks and label on y, for a panel that shares them with its left neighbor. */
  readonly showY?: boolean;
}

/** Frame, ticks and labels; drawn after the content. */
export function drawAxes(canvas: Canvas, area: PlotArea, labels: AxisLabels): void {
  const { rectangle, extent } = area;
  const { x: left, y: top, width, height } = rectangle;
  const [right, bottom] = [left + width, top + height];
  const frame = [
    left,
    top,
    right,
    top,
    right,
    top,
    right,
    bottom,
    right,
    bottom,
    left,
    bottom,
    left,
    bottom,
    left,
    top,
  ];
  canvas.strokeSegments(frame, 1.6, FRAME);
  for (const tick of xTicks(area)) {
    const x = toPixels(area, tick.value, 0)[0];
    canvas.strokeSegments([x, bottom, x, bottom + TICK_LENGTH], 1.6, FRAME);
    canvas.drawText(tick.label, x, bottom + TICK_LENGTH + TICK_GAP + TICK_SIZE, {
      size: TICK_SIZE,
      color: MUTED,
      align: 'center',
    });
  }
  canvas.drawText(fitText(labels.x, LABEL_SIZE, width), left + width / 2, bottom + BELOW - 6, {
    size: LABEL_SIZE,
    color: TEXT,
    align: 'center',
  });
  if (labels.heading !== undefined) {
    canvas.drawText(fitText(labels.heading, LABEL_SIZE, width), left, top - 14, { size: LABEL_SIZE, color: TEXT });
  }
  if (labels.showY === false) return;
  for (const tick of yTicks(extent, height, area.tickDistance, area.values?.[1])) {
    const y = toPixels(area, 0, tick.value)[1];
    canvas.strokeSegments([left - TICK_LENGTH, y, left, y], 1.6, FRAME);
    canvas.drawText(tick.label, left - TICK_LENGTH - TICK_GAP, y + TICK_SIZE / 2, {
      size: TICK_SIZE,
      color: MUTED,
      align: 'right',
    });
  }
  if (labels.y === '') return;
  canvas.drawText(
    fitText(labels.y, LABEL_SIZE, height),
    left - leftOf(extent, height, labels.y, area.tickDistance, area.values?.[1]) + LABEL_SIZE,
    top + height / 2,
    {
      size: LABEL_SIZE,
      color: TEXT,
      align: 'center',
      upwards: true,
    },
  );
}
