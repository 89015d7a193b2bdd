/** A rectangle of a picture that shows part of the data plane, with its frame, ticks and labels. */
import type { Canvas, Rectangle } from './canvas.ts';
import { fitName, textWidth } from './text.ts';
import { LABEL_SIZE, TICK_SIZE } from './theme.ts';
import { roundTicks, type Tick } from './ticks.ts';
import { type Turn, turnTicks } from './turn-ticks.ts';

/** x from, x to, y from, y to, in data units. */
export type Extent = readonly [number, number, number, number];

export interface PlotArea {
  readonly rectangle: Rectangle;
  readonly extent: Extent;
  /** Pixels from tick to tick, about. Default: 110. */
  readonly tickDistance?: number;
  /** Default: all numbers. */
  readonly values?: AxisValues;
}

/** The only values of an axis, evenly spaced, as ticks; the turn of an angle; or null: all numbers. */
export type AxisScale = readonly Tick[] | Turn | null;
export type AxisValues = readonly [x: AxisScale, y: AxisScale];

function isTurn(scale: AxisScale | undefined): scale is Turn {
  return scale != null && 'period' in scale;
}

export interface Scales {
  /** As of `PlotArea`. */
  readonly values?: AxisValues | undefined;
  /** The axes have units of their own. */
  readonly hasOwnScales?: boolean | undefined;
}

const NARROWEST = 0.45;

/** Space for ticks and labels outside the rectangle, pixels. */
export const BELOW = 64;
const TICK_LENGTH = 7;
const TICK_GAP = 7;

/**
 * Width and height of an area with equal scales on both axes; the longer side is `size` pixels, the other ≥ 0.45 · size. With names on
 * an axis, with units of their own, or with one range far longer than the other, there is no common scale: four by three.
 */
export function areaSize(
  extent: Extent,
  size: number,
  { values = [null, null], hasOwnScales = false }: Scales = {},
): { readonly width: number; readonly height: number } {
  const ratio = (extent[1] - extent[0]) / (extent[3] - extent[2]);
  const isUneven = ratio < NARROWEST || ratio > 1 / NARROWEST;
  if (hasOwnScales || isUneven || values.some((own) => own !== null)) {
    return { width: size, height: Math.round(0.75 * size) };
  }
  return ratio >= 1
    ? { width: size, height: Math.round(size / ratio) }
    : { width: Math.round(size * ratio), height: size };
}

const TICK_DISTANCE = 110;
/** Least pixels between the labels of two ticks. */
const BETWEEN = 12;

/** Least pixels from value to value, and the most that the name of one has. */
const VALUE = { distance: { x: 44, y: 22 }, width: 180 };

/** A tick whose label may be a part of its name. */
interface FittedTick extends Tick {
  readonly full?: string;
}

function xTicks({ rectangle: { width }, extent: [low, high], tickDistance, values }: PlotArea): readonly FittedTick[] {
  const scale = values?.[0] ?? null;
  if (isTurn(scale)) return turnTicks(scale, low, high, Math.max(2, width / (tickDistance ?? TICK_DISTANCE)));
  const own = scale?.filter(({ value }) => value >= low && value <= high);
  if (own === undefined) return apartTicks(low, high, width, tickDistance);
  const apart = ((own.length > 1 ? own[1]!.value - own[0]!.value : high - low) / (high - low)) * width;
  const every = Math.ceil(VALUE.distance.x / apart);
  return thinned(own, every, Math.min(VALUE.width, every * apart - 8));
}

function yTicks(
  [, , low, high]: Extent,
  height: number,
  distance: number | undefined,
  values: AxisScale | undefined,
): readonly FittedTick[] {
  if (values == null) return ticksFor(low, high, height, distance);
  if (isTurn(values)) return turnTicks(values, low, high, Math.max(2, height / (distance ?? TICK_DISTANCE)));
  const shown = values.filter(({ value }) => value >= low && value <= high);
  return thinned(shown, Math.ceil((VALUE.distance.y * shown.length) / height), VALUE.width);
}

function thinned(values: readonly Tick[], every: number, width: number): readonly FittedTick[] {
  return values.flatMap(({ value, label }, i) =>
    i % every === 0 ? [{ value, label: fitName(label, TICK_SIZE, width), full: label }] : [],
  );
}

function ticksFor(low: number, high: number, pixels: number, distance = TICK_DISTANCE): readonly Tick[] {
  return roundTicks(low, high, Math.max(2, pixels / distance));
}

/** Beside each other: fewer, if their labels are long. */
function apartTicks(low: number, high: number, width: number, distance?: number): readonly Tick[] {
  let ticks = ticksFor(low, high, width, distance);
  for (let count = ticks.length - 1; count > 1; count--) {
    const widest = Math.max(...ticks.map(({ label }) => textWidth(label, TICK_SIZE)));
    if ((widest + BETWEEN) * (ticks.length - 1) <= ((ticks.at(-1)!.value - ticks[0]!.value) / (high - low)) * width)
      break;
    ticks = roundTicks(low, high, count);
  }
  return ticks;
}

/** Space left of the rectangle for the ticks and, if there is one, the label of y. @param values of y, as in `PlotArea` */
export function leftOf(extent: Extent, height: number, label: string, distance?: number, values?: AxisScale): number {
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
  canvas.fillRectangle(rectangle, canvas.theme.panel);
  if (!grid) return;
  for (const { value } of xTicks(area)) {
    const x = Math.round(toPixels(area, value, 0)[0]);
    canvas.fillRectangle({ x, y: rectangle.y, width: 1, height: rectangle.height }, canvas.theme.grid);
  }
  for (const { value } of yTicks(extent, rectangle.height, area.tickDistance, area.values?.[1])) {
    const y = Math.round(toPixels(area, 0, value)[1]);
    canvas.fillRectangle({ x: rectangle.x, y, width: rectangle.width, height: 1 }, canvas.theme.grid);
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
  canvas.strokeSegments(frame, 1.6, canvas.theme.frame);
  for (const tick of xTicks(area)) {
    const x = toPixels(area, tick.value, 0)[0];
    canvas.strokeSegments([x, bottom, x, bottom + TICK_LENGTH], 1.6, canvas.theme.frame);
    canvas.drawText(tick.label, x, bottom + TICK_LENGTH + TICK_GAP + TICK_SIZE, {
      size: TICK_SIZE,
      color: canvas.theme.muted,
      align: 'center',
      full: tick.full ?? tick.label,
    });
  }
  canvas.drawText(fitName(labels.x, LABEL_SIZE, width), left + width / 2, bottom + BELOW - 6, {
    full: labels.x,
    size: LABEL_SIZE,
    color: canvas.theme.text,
    align: 'center',
  });
  if (labels.heading !== undefined) {
    const { heading } = labels;
    canvas.drawText(fitName(heading, LABEL_SIZE, width), left, top - 14, {
      size: LABEL_SIZE,
      color: canvas.theme.text,
      full: heading,
    });
  }
  if (labels.showY === false) return;
  for (const tick of yTicks(extent, height, area.tickDistance, area.values?.[1])) {
    const y = toPixels(area, 0, tick.value)[1];
    canvas.strokeSegments([left - TICK_LENGTH, y, left, y], 1.6, canvas.theme.frame);
    canvas.drawText(tick.label, left - TICK_LENGTH - TICK_GAP, y + TICK_SIZE / 2, {
      size: TICK_SIZE,
      color: canvas.theme.muted,
      align: 'right',
      full: tick.full ?? tick.label,
    });
  }
  if (labels.y === '') return;
  canvas.drawText(
    fitName(labels.y, LABEL_SIZE, height),
    left - leftOf(extent, height, labels.y, area.tickDistance, area.values?.[1]) + LABEL_SIZE,
    top + height / 2,
    {
      size: LABEL_SIZE,
      color: canvas.theme.text,
      align: 'center',
      upwards: true,
      full: labels.y,
    },
  );
}
