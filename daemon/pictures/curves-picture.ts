/** Small charts beside each other, each with its own axes: one curve each, or bars. */
import { closestToScreen, type SizedLayout } from './aspect.ts';
import type { Canvas, Rectangle } from './canvas.ts';
import { createCanvas, type PictureStyle } from './picture-format.ts';
import {
  type AxisScale,
  BELOW,
  drawAxes,
  drawBackground,
  type Extent,
  leftOf,
  type PlotArea,
  toPixels,
} from './plot-area.ts';
import { fitText, wrapText } from './text.ts';
import { LABEL_SIZE, MARGIN, TITLE_SIZE } from './theme.ts';

export interface CurveChart {
  /** Above the chart: what the curve is of. */
  readonly heading: string;
  /** Ascending. */
  readonly x: ArrayLike<number>;
  /** As long as x; a value that is not finite interrupts the line. */
  readonly y: ArrayLike<number>;
  /** Of y. Default: all numbers. */
  readonly scale?: AxisScale;
  /** Of x. Default: all numbers. */
  readonly across?: AxisScale;
  /** Index of a point that is marked. */
  readonly mark?: number | undefined;
  /** A bar for each point, in place of the curve. */
  readonly bars?: {
    /** Distance of the points. */
    readonly width: number;
  };
}

/** Charts under one heading. */
export interface CurveGroup {
  /** '' for none. */
  readonly heading: string;
  readonly charts: readonly CurveChart[];
}

export interface CurvesPictureOptions extends PictureStyle {
  readonly groups: readonly CurveGroup[];
  readonly title: string;
  /** Below the title. */
  readonly notes?: readonly string[];
  readonly labels: { readonly x: string; readonly y: string };
  /** The area below the curve is filled, and y begins at 0. */
  readonly filled?: boolean;
  /** Of one chart without its axes, pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

const SIZE = { width: 270, height: 150 };
const NOTE_LEADING = 24;
/** Above a chart, and above the heading of a group. */
const [HEADING, GROUP] = [34, 52];
const GAP = 22;
/** Charts of a group that are beside each other at least. */
const LEAST_BESIDE = 2;
/** Between groups beside each other. */
const GROUP_GAP = 36;

/** Picture of the groups, in rows that make it about as wide as a screen. */
export function curvesPicture(options: CurvesPictureOptions): Uint8Array {
  const { groups, labels, filled = false, size = SIZE } = options;
  const tickDistance = Math.min(110, size.width / 5);
  const extents = groups.map(({ charts }) => charts.map((chart) => extentOf(chart, filled)));
  const lefts = groups.flatMap(({ charts }, g) =>
    charts.map(({ scale }, i) => leftOf(extents[g]![i]!, size.height, labels.y, tickDistance, scale)),
  );
  const left = Math.max(0, ...lefts);
  const cell = { width: left + size.width + GAP, height: HEADING + size.height + BELOW };
  const { across, beside, rows, width: inner, height: content } = layoutOf(groups, cell);
  const width = 2 * MARGIN + inner;
  const notes = (options.notes ?? []).flatMap((note) => wrapText(note, LABEL_SIZE, width - 2 * MARGIN, 4));
  const top = MARGIN + TITLE_SIZE + 20 + notes.length * NOTE_LEADING;
  const canvas = createCanvas(options, width, top + content + MARGIN - 8, options.title);
  const { text, muted } = canvas.theme;
  const title = fitText(options.title, TITLE_SIZE, width - 2 * MARGIN);
  canvas.drawText(title, MARGIN, MARGIN + TITLE_SIZE, { size: TITLE_SIZE, color: text, weight: 0.15 });
  for (const [i, note] of notes.entries()) {
    const baseline = MARGIN + TITLE_SIZE + 8 + (i + 1) * NOTE_LEADING;
    canvas.drawText(note, MARGIN, baseline, { size: LABEL_SIZE, color: muted });
  }
  for (const [g, { heading, charts }] of groups.entries()) {
    const x = MARGIN + (g % beside) * (across * cell.width + GROUP_GAP);
    let y = top + rows[Math.floor(g / beside)]!;
    if (heading !== '') {
      const fitted = fitText(heading, LABEL_SIZE, across * cell.width - GAP);
      canvas.drawText(fitted, x, y + GROUP - 18, { size: LABEL_SIZE, color: text, weight: 0.16, full: heading });
      y += GROUP;
    }
    for (const [i, chart] of charts.entries()) {
      const corner = {
        x: x + (i % across) * cell.width + left,
        y: y + Math.floor(i / across) * cell.height + HEADING,
      };
      drawChart(canvas, chart, { ...corner, ...size }, extents[g]![i]!, { labels, filled, tickDistance });
    }
  }
  return canvas.encode();
}

interface CurvesLayout extends SizedLayout {
  /** Charts of a group, and groups, that are beside each other. */
  readonly across: number;
  readonly beside: number;
  /** Where each row of groups begins. */
  readonly rows: readonly number[];
}

function layoutOf(
  groups: readonly CurveGroup[],
  cell: { readonly width: number; readonly height: number },
): CurvesLayout {
  const charts = groups.reduce((sum, group) => sum + group.charts.length, 0);
  const most = Math.max(1, ...groups.map(({ charts }) => charts.length));
  const heightOf = ({ heading, charts: own }: CurveGroup, across: number) =>
    (heading === '' ? 0 : GROUP) + Math.ceil(own.length / across) * cell.height;
  const layouts: CurvesLayout[] = [];
  for (let beside = 1; beside <= Math.max(1, groups.length); beside++) {
    for (let across = Math.min(LEAST_BESIDE, most); across <= most; across++) {
      const rows: number[] = [];
      let height = 0;
      for (let first = 0; first < groups.length; first += beside) {
        rows.push(height);
        height += Math.max(...groups.slice(first, first + beside).map((group) => heightOf(group, across)));
      }
      const width = beside * across * cell.width + (beside - 1) * GROUP_GAP;
      const places = beside * across * Math.max(1, Math.round(height / cell.height));
      const empty = Math.max(0, 1 - charts / places);
      layouts.push({ across, beside, rows, width, height: Math.max(1, height), empty });
    }
  }
  return closestToScreen(layouts);
}

interface DrawnChart extends Required<Pick<CurvesPictureOptions, 'labels' | 'filled'>> {
  readonly tickDistance: number;
}

function drawChart(
  canvas: Canvas,
  { heading, x, y, mark, bars, scale = null, across = null }: CurveChart,
  rectangle: Rectangle,
  extent: Extent,
  { labels, filled, tickDistance }: DrawnChart,
): void {
  const area = { rectangle, extent, tickDistance, values: [across, scale] } as const;
  drawBackground(canvas, area, true);
  const places = Array.from(x, (value, i) => toPixels(area, value, y[i]!));
  if (bars !== undefined) drawBars(canvas, area, places, bars.width);
  else drawCurve(canvas, rectangle, places, filled);
  const marked = mark === undefined ? undefined : places[mark];
  if (marked?.every(Number.isFinite)) canvas.fillCircle(marked, 5, canvas.theme.series[0]!, 1, rectangle);
  drawAxes(canvas, area, { ...labels, heading });
}

/** Share of the distance of bars that a bar has. */
const BAR = 0.82;

function drawBars(canvas: Canvas, area: PlotArea, places: readonly Place[], step: number): void {
  const bottom = area.rectangle.y + area.rectangle.height;
  const width = BAR * (toPixels(area, step, 0)[0] - toPixels(area, 0, 0)[0]);
  for (const [x, y] of places) {
    if (!Number.isFinite(y)) continue;
    canvas.fillRectangle({ x: x - width / 2, y, width, height: bottom - y }, canvas.theme.series[0]!, 0.8);
  }
}

function drawCurve(canvas: Canvas, rectangle: Rectangle, places: readonly Place[], filled: boolean): void {
  const color = canvas.theme.series[0]!;
  for (const run of finiteRuns(places)) {
    const points = run.flat();
    if (filled) {
      const bottom = rectangle.y + rectangle.height;
      canvas.fillPolygon([run[0]![0], bottom, ...points, run.at(-1)![0], bottom], color, 0.25);
    }
    const segments = run.slice(1).flatMap((to, i) => [...run[i]!, ...to]);
    canvas.strokeSegments(segments, 2.4, color, rectangle);
  }
}

/** Pixels. */
type Place = readonly [x: number, y: number];

/** Points that a line joins. */
function finiteRuns(places: readonly Place[]): Place[][] {
  const runs: Place[][] = [];
  let isOpen = false;
  for (const place of places) {
    if (!place.every(Number.isFinite)) {
      isOpen = false;
      continue;
    }
    if (isOpen) runs.at(-1)!.push(place);
    else runs.push([place]);
    isOpen = true;
  }
  return runs;
}

/** All of x, and all finite y with a margin; from 0 on if the area below is filled. */
function extentOf({ x, y, bars }: CurveChart, filled: boolean): Extent {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]!)) continue;
    low = Math.min(low, y[i]!);
    high = Math.max(high, y[i]!);
  }
  if (low > high) [low, high] = [0, 1];
  if (filled) low = 0;
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const half = (bars?.width ?? 0) / 2;
  const [first, last] = [(x[0] ?? 0) - half, (x[x.length - 1] ?? 1) + half];
  return [first, last > first ? last : first + 1, filled ? 0 : low - margin, high + margin];
}
