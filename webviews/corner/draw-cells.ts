/** Draws the cells of a corner plot: filled data, outlined samples. The context is scaled to CSS pixels. */
import { type CellRegion, type CellRegions, regionsOf } from '../../daemon/statistics/corner/cell-regions.ts';
import {
  barBins,
  barShares,
  type ColumnPair,
  type CornerCounts,
} from '../../daemon/statistics/corner/corner-counts.ts';
import { FEWEST_FOR_CONTOURS } from '../../daemon/statistics/corner/mass-regions.ts';
import type { ChartTheme } from '../charts/base/theme.ts';
import type { BinnedSet, CornerData } from './corner-data.ts';
import { type CornerLayout, leftOf, shareOf, topOf } from './corner-layout.ts';

type Context = CanvasRenderingContext2D;

/** Opacity that each region of filled rows adds, and of filled bars. */
const [REGION_ALPHA, BAR_ALPHA] = [0.27, 0.45];
const LINE = 1.2;
/** Sides of the points of few rows, which have no regions. */
const POINT = 3;

/** Rows of a set that are drawn: all, or those that are marked. */
export interface DrawnRows {
  readonly set: BinnedSet;
  readonly counts: CornerCounts;
  /** 1: drawn; null: all are. */
  readonly marks: Uint8Array | null;
}

export interface CellDrawing {
  readonly data: CornerData;
  readonly layout: CornerLayout;
  readonly theme: ChartTheme;
  /** Coarse regions are drawn sooner: of a selection that is being changed. */
  readonly isCoarse?: boolean;
}

/**
 * Draws rows of several sets into all cells; those that are filled come first, below the outlines.
 * @param onRegions told of the regions of each cell, before they are drawn
 */
export function drawRows(
  context: Context,
  drawing: CellDrawing,
  drawn: readonly DrawnRows[],
  onRegions: (rows: DrawnRows, index: number, regions: CellRegions) => void = () => {},
): void {
  const ordered = [...drawn].sort((a, b) => Number(b.set.isFilled) - Number(a.set.isFilled));
  for (let column = 0; column < drawing.data.names.length; column++) drawBars(context, drawing, ordered, column);
  const found = ordered.map(({ counts }) =>
    counts.total < FEWEST_FOR_CONTOURS ? null : regionsOf(counts, drawing.data.axes, drawing.isCoarse ? 2 : 1),
  );
  for (const [index, pair] of drawing.data.pairs.entries()) {
    for (const [i, rows] of ordered.entries()) {
      const regions = found[i]?.(pair, index) ?? null;
      if (regions !== null) onRegions(rows, index, regions);
      drawPair(context, drawing, rows, pair, regions);
    }
  }
}

/** Marginals: bars of the rows that are drawn, as shares of their number, so that small selections are seen. */
function drawBars(
  context: Context,
  { data, layout, theme }: CellDrawing,
  drawn: readonly DrawnRows[],
  column: number,
): void {
  const { side } = layout;
  const [left, bottom] = [leftOf(layout, column), topOf(layout, column) + side];
  const fewest = drawn.reduce(
    (least, { counts }) => (counts.total > 0 ? Math.min(least, counts.total) : least),
    Infinity,
  );
  const axis = data.axes[column]!;
  const bins = barBins(axis, fewest);
  const shares = drawn.map(({ counts }) => barShares(counts.columns[column]!, axis, bins));
  const highest = shares.reduce((most, own) => own.reduce((high, share) => Math.max(high, share), most), 0);
  if (highest === 0) return;
  for (const [i, { set }] of drawn.entries()) {
    const own = shares[i]!;
    const width = side / own.length;
    const path = new Path2D();
    path.moveTo(left, bottom);
    for (const [bar, share] of own.entries()) {
      const y = bottom - (0.92 * side * share) / highest;
      path.lineTo(left + bar * width, y);
      path.lineTo(left + (bar + 1) * width, y);
    }
    path.lineTo(left + side, bottom);
    paint(context, theme, set, path, BAR_ALPHA);
  }
}

/** @param found null: the rows are too few for regions */
function drawPair(
  context: Context,
  { layout, theme, data }: CellDrawing,
  { set, counts, marks }: DrawnRows,
  pair: ColumnPair,
  found: CellRegions | null,
): void {
  if (counts.total === 0) return;
  const cell = { left: leftOf(layout, pair.x), top: topOf(layout, pair.y), side: layout.side };
  if (found === null) {
    for (const [copies, places] of pointsIn(data, set, pair, cell, marks)) {
      drawPoints(context, theme, set, places, POINT * Math.sqrt(copies));
    }
    return;
  }
  const scale = [cell.side / found.width, cell.side / found.height] as const;
  for (const region of found.regions) {
    paint(context, theme, set, regionPath(region, cell.left, cell.top + cell.side, scale), REGION_ALPHA);
  }
}

/** @param bottom of the cell @param scaleX, scaleY pixels of a cell of the grid */
function regionPath(
  { loops }: CellRegion,
  left: number,
  bottom: number,
  [scaleX, scaleY]: readonly [number, number],
): Path2D {
  const path = new Path2D();
  for (const loop of loops) {
    path.moveTo(left + loop[0]! * scaleX, bottom - loop[1]! * scaleY);
    for (let i = 2; i < loop.length; i += 2) path.lineTo(left + loop[i]! * scaleX, bottom - loop[i + 1]! * scaleY);
    path.closePath();
  }
  return path;
}

/** Fills or outlines a path in the color of a set. */
function paint(context: Context, { series }: ChartTheme, set: BinnedSet, path: Path2D, alpha: number): void {
  const before = context.globalAlpha;
  if (set.isFilled) {
    context.globalAlpha = before * alpha;
    context.fillStyle = series[set.color % series.length]!;
    context.fill(path, 'evenodd');
    context.globalAlpha = before;
    return;
  }
  context.strokeStyle = series[set.color % series.length]!;
  context.lineWidth = LINE;
  context.stroke(path);
}

interface Cell {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Places of the rows that are drawn and within the axes, x, y, x, y, …, by how often they are drawn. */
function pointsIn(
  { axes }: CornerData,
  { columns, copies }: BinnedSet,
  { x, y }: ColumnPair,
  { left, top, side }: Cell,
  marks: Uint8Array | null,
): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  const [across, up] = [columns[x]!, columns[y]!];
  for (let i = 0; i < across.length; i++) {
    const drawn = copies?.[i] ?? 1;
    if (drawn === 0 || (marks !== null && marks[i] !== 1)) continue;
    const [a, b] = [shareOf(axes[x]!, across[i]!), shareOf(axes[y]!, up[i]!)];
    if (!(a >= 0 && a <= 1 && b >= 0 && b <= 1)) continue;
    const places = groups.get(drawn) ?? [];
    if (places.length === 0) groups.set(drawn, places);
    places.push(left + a * side, top + (1 - b) * side);
  }
  return groups;
}

function drawPoints(
  context: Context,
  { series }: ChartTheme,
  { isFilled, color }: BinnedSet,
  places: readonly number[],
  size: number,
): void {
  const path = new Path2D();
  const half = size / 2;
  for (let i = 0; i < places.length; i += 2) path.rect(places[i]! - half, places[i + 1]! - half, size, size);
  if (isFilled) {
    context.fillStyle = series[color % series.length]!;
    context.fill(path);
  } else {
    context.strokeStyle = series[color % series.length]!;
    context.lineWidth = 1;
    context.stroke(path);
  }
}
