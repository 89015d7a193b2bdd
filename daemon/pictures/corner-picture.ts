/** A corner plot: distributions of columns on the diagonal, and of all pairs of columns below it. */

import type { Canvas } from './canvas.ts';
import type { Color } from './color.ts';
import { columnTicks, type TickedAxis } from './column-ticks.ts';
import { createCanvas, type PictureStyle } from './picture-format.ts';
import { fitName, fitText, textWidth, wrapText } from './text.ts';
import { LABEL_SIZE, MARGIN, TICK_SIZE, TITLE_SIZE } from './theme.ts';

/** x, y, x, y, … */
type Places = readonly number[];

export interface CornerPictureSet {
  /** In the legend. */
  readonly label: string;
  /** Its regions, bars and points are filled, not outlined. */
  readonly isFilled: boolean;
  /** Heights of bars of equal widths along each axis. */
  readonly bars: readonly ArrayLike<number>[];
  /** By pair of columns, row by row of the plot. Places along the axes, 0 … 1 from their low ends: x, y, x, y, … */
  readonly cells: readonly {
    /** Loops around each region, the largest region first. */
    readonly regions: readonly (readonly Places[])[];
    readonly points: readonly PointGroup[];
  }[];
}

/** Points of one size. */
export interface PointGroup {
  readonly places: Places;
  /** Sides, pixels. */
  readonly size: number;
}

export interface PicturedColumn extends TickedAxis {
  readonly name: string;
  /** Names of the values 0, 1, …; null: they are numbers. */
  readonly categories: readonly string[] | null;
}

export interface CornerPictureOptions extends PictureStyle {
  readonly title: string;
  readonly columns: readonly PicturedColumn[];
  readonly sets: readonly CornerPictureSet[];
  /** A sentence below the legend. */
  readonly note: string;
}

/** Room for ticks and names, more if categories have long names, and between two cells. */
const [LEFT, BOTTOM, GAP] = [122, 74, 10];
/** Of names of categories. */
const WIDEST_TICK = 150;
/** Sides of cells. */
const [SMALLEST, LARGEST, WANTED] = [150, 420, 1440];
const [REGION_OPACITY, BAR_OPACITY, FAR_OPACITY] = [0.27, 0.45, 0.5];

export function cornerPicture(options: CornerPictureOptions): Uint8Array {
  const { width, height } = layoutOf(options);
  const canvas = createCanvas(options, width, height, options.title);
  drawCorner(canvas, options);
  return canvas.encode();
}

function layoutOf({ columns, note, sets }: Pick<CornerPictureOptions, 'columns' | 'note' | 'sets'>) {
  const n = columns.length;
  const side = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(WANTED / n)));
  const axes = columns.map((column) => ({ column, ticks: ticksOf(column, side), isUpwards: isUpwards(column, side) }));
  const widest = (shown: readonly (typeof axes)[number][]) =>
    Math.min(WIDEST_TICK, Math.max(0, ...shown.flatMap(({ ticks }) => ticks.map(({ label }) => tickWidth(label)))));
  // The first row has no ticks on the left.
  const left = Math.ceil(Math.max(LEFT, MARGIN + 2 * LABEL_SIZE + widest(axes.slice(1).filter(isNamed)) + 20));
  const upwards = axes.filter((axis) => axis.isUpwards);
  const bottom = BOTTOM + Math.ceil(Math.max(0, widest(upwards) - TICK_SIZE));
  const length = n * side + (n - 1) * GAP;
  const legend = sets.reduce((sum, { label }) => sum + 39 + textWidth(label, LABEL_SIZE) + 60, 0);
  const width = Math.ceil(Math.max(left + length, MARGIN + legend, 560) + MARGIN);
  const notes = wrapText(note, LABEL_SIZE, width - 2 * MARGIN, 3);
  const top = MARGIN + TITLE_SIZE + 44 + notes.length * 24 + 14;
  return { axes, side, left, bottom, top, notes, width, height: top + length + bottom + MARGIN - 8 };
}

function isNamed({ column }: { readonly column: PicturedColumn }): boolean {
  return column.categories !== null;
}

function tickWidth(label: string): number {
  return textWidth(label, TICK_SIZE);
}

function ticksOf(column: PicturedColumn, side: number) {
  const every = column.categories === null ? 80 : TICK_SIZE + 5;
  return columnTicks(column, Math.max(1, side / every), column.categories).map(({ value, label }) => ({
    share: (value - column.low) / (column.high - column.low),
    label,
  }));
}

/** Whether the names of categories have too little room beside each other. */
function isUpwards(column: PicturedColumn, side: number): boolean {
  if (column.categories === null) return false;
  const ticks = ticksOf(column, side);
  return ticks.some(({ label }) => tickWidth(label) > side / ticks.length - 8);
}

function drawCorner(canvas: Canvas, options: CornerPictureOptions): void {
  const { columns, sets, title } = options;
  const { axes, side, left: start, bottom: room, top, notes, width } = layoutOf(options);
  const heading = { size: TITLE_SIZE, color: canvas.theme.text, weight: 0.15 };
  canvas.drawText(fitText(title, TITLE_SIZE, width - 2 * MARGIN), MARGIN, MARGIN + TITLE_SIZE, heading);
  drawLegend(canvas, sets);
  for (const [i, line] of notes.entries()) {
    canvas.drawText(line, MARGIN, MARGIN + TITLE_SIZE + 70 + i * 24, { size: LABEL_SIZE, color: canvas.theme.muted });
  }
  const leftOf = (column: number) => start + column * (side + GAP);
  const topOf = (row: number) => top + row * (side + GAP);
  const ordered = sets
    .map((set, i) => ({ set, color: canvas.theme.series[i % canvas.theme.series.length]! }))
    .sort(filledFirst);
  for (let row = 0, cell = 0; row < columns.length; row++) {
    for (let column = 0; column <= row; column++) {
      const [left, upper] = [leftOf(column), topOf(row)];
      canvas.fillRectangle({ x: left, y: upper, width: side, height: side }, canvas.theme.panel);
      if (column === row) drawBars(canvas, ordered, column, left, upper + side, side);
      else {
        const place = placing(left, upper + side, side);
        for (const { set, color } of ordered) drawCell(canvas, set, set.cells[cell]!, color, place);
        cell++;
      }
      const [right, bottom] = [left + side, upper + side];
      canvas.strokeSegments(
        segmentsOf([left, upper, right, upper, right, bottom, left, bottom, left, upper]),
        1.6,
        canvas.theme.frame,
      );
    }
  }
  for (const [i, { column, ticks, isUpwards: turned }] of axes.entries()) {
    const place = { left: leftOf(i), bottom: topOf(columns.length - 1) + side, side, room };
    drawAxisX(canvas, ticks, column.name, place, turned);
    // The first row is a marginal, whose height has no unit.
    if (i > 0) drawAxisY(canvas, ticks, column.name, { left: start, top: topOf(i), side });
  }
}

type Ordered = readonly { readonly set: CornerPictureSet; readonly color: Color }[];
type Tick = { readonly share: number; readonly label: string };

function filledFirst(a: Ordered[number], b: Ordered[number]): number {
  return Number(b.set.isFilled) - Number(a.set.isFilled);
}

function drawLegend(canvas: Canvas, sets: readonly CornerPictureSet[]): void {
  const y = MARGIN + TITLE_SIZE + 38;
  let pen = MARGIN;
  for (const [i, { label, isFilled }] of sets.entries()) {
    const color = canvas.theme.series[i % canvas.theme.series.length]!;
    const box = [pen, y - 15, pen + 26, y - 15, pen + 26, y, pen, y];
    if (isFilled) canvas.fillLoops([box], color, REGION_OPACITY * 2);
    else canvas.strokeSegments(segmentsOf([...box, pen, y - 15]), 2.4, color);
    canvas.drawText(label, pen + 39, y, { size: LABEL_SIZE, color: canvas.theme.text });
    pen += 39 + textWidth(label, LABEL_SIZE) + 60;
  }
}

/** Pixels of places along the axes of a cell. */
function placing(left: number, bottom: number, side: number) {
  return (places: Places) => places.map((share, i) => (i % 2 === 0 ? left + share * side : bottom - share * side));
}

function drawBars(canvas: Canvas, ordered: Ordered, column: number, left: number, bottom: number, side: number): void {
  const heights = ordered.map(({ set }) => Array.from(set.bars[column]!));
  const highest = Math.max(...heights.flat(), Number.MIN_VALUE);
  for (const [i, { set, color }] of ordered.entries()) {
    const own = heights[i]!;
    const places = own.flatMap((height, bar) => {
      const y = bottom - (0.92 * side * height) / highest;
      return [left + (bar / own.length) * side, y, left + ((bar + 1) / own.length) * side, y];
    });
    const outline = [left, bottom, ...places, left + side, bottom];
    if (set.isFilled) canvas.fillLoops([outline], color, BAR_OPACITY);
    else canvas.strokeSegments(segmentsOf(outline), 2.4, color);
  }
}

function drawCell(
  canvas: Canvas,
  { isFilled }: CornerPictureSet,
  { regions, points }: CornerPictureSet['cells'][number],
  color: Color,
  place: (places: Places) => number[],
): void {
  const isFar = regions.length > 0;
  for (const { places: shares, size } of points) {
    const places = isFar ? distinct(place(shares)) : place(shares);
    if (isFilled || isFar) canvas.strokeSegments(dots(places), size, color, undefined, isFar ? FAR_OPACITY : 1);
    else canvas.strokeSegments(squares(places, size), 1.8, color);
  }
  for (const region of regions) {
    const loops = region.map(place);
    if (isFilled) canvas.fillLoops(loops, color, REGION_OPACITY);
    else for (const loop of loops) canvas.strokeSegments(segmentsOf([...loop, loop[0]!, loop[1]!]), 2.4, color);
  }
}

/** One of the places on each pixel: there may be hundreds of thousands. */
function distinct(places: Places): readonly number[] {
  const known = new Set<number>();
  const kept: number[] = [];
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = [Math.round(places[i]!), Math.round(places[i + 1]!)];
    const key = y * 65_536 + x;
    if (known.has(key)) continue;
    known.add(key);
    kept.push(x, y);
  }
  return kept;
}

function drawAxisX(
  canvas: Canvas,
  ticks: readonly Tick[],
  name: string,
  {
    left,
    bottom,
    side,
    room,
  }: { readonly left: number; readonly bottom: number; readonly side: number; readonly room: number },
  isTurned: boolean,
): void {
  const { frame, muted, text } = canvas.theme;
  const style = { size: TICK_SIZE, color: muted };
  let free = left - GAP;
  for (const { share, label } of ticks) {
    const x = left + share * side;
    canvas.strokeSegments(segmentsOf([x, bottom, x, bottom + 7]), 1.6, frame);
    if (isTurned) {
      const fitted = fitName(label, TICK_SIZE, WIDEST_TICK);
      const turned = { ...style, align: 'right', upwards: true, full: label } as const;
      canvas.drawText(fitted, x + TICK_SIZE / 2, bottom + 14, turned);
      continue;
    }
    const half = tickWidth(label) / 2;
    const middle = Math.max(left + half, Math.min(left + side - half, x));
    // A label without room is left out; its tick stays.
    if (middle - half < free) continue;
    canvas.drawText(label, middle, bottom + 14 + TICK_SIZE, { ...style, align: 'center' });
    free = middle + half + 10;
  }
  canvas.drawText(fitName(name, LABEL_SIZE, side), left + side / 2, bottom + room - 8, {
    size: LABEL_SIZE,
    color: text,
    align: 'center',
    full: name,
  });
}

function drawAxisY(
  canvas: Canvas,
  ticks: readonly Tick[],
  name: string,
  { left, top, side }: { readonly left: number; readonly top: number; readonly side: number },
): void {
  const { frame, muted, text } = canvas.theme;
  for (const { share, label } of ticks) {
    const y = top + (1 - share) * side;
    canvas.strokeSegments(segmentsOf([left - 7, y, left, y]), 1.6, frame);
    const base = Math.max(top + TICK_SIZE, Math.min(top + side, y + TICK_SIZE / 2));
    const fitted = fitName(label, TICK_SIZE, WIDEST_TICK);
    canvas.drawText(fitted, left - 14, base, { size: TICK_SIZE, color: muted, align: 'right', full: label });
  }
  canvas.drawText(fitName(name, LABEL_SIZE, side), MARGIN + LABEL_SIZE, top + side / 2, {
    size: LABEL_SIZE,
    color: text,
    align: 'center',
    upwards: true,
    full: name,
  });
}

/** Of lines through the places. */
function segmentsOf(places: Places): readonly number[] {
  const segments: number[] = [];
  for (let i = 0; i + 3 < places.length; i += 2) {
    segments.push(places[i]!, places[i + 1]!, places[i + 2]!, places[i + 3]!);
  }
  return segments;
}

/** A line that ends where it starts is a dot. */
function dots(places: Places): readonly number[] {
  const segments: number[] = [];
  for (let i = 0; i < places.length; i += 2) segments.push(places[i]!, places[i + 1]!, places[i]!, places[i + 1]!);
  return segments;
}

/** Outlines of squares around the places. */
function squares(places: Places, size: number): readonly number[] {
  const segments: number[] = [];
  for (let i = 0; i < places.length; i += 2) {
    const [left, right] = [places[i]! - size / 2, places[i]! + size / 2];
    const [top, bottom] = [places[i + 1]! - size / 2, places[i + 1]! + size / 2];
    segments.push(...segmentsOf([left, top, right, top, right, bottom, left, bottom, left, top]));
  }
  return segments;
}
