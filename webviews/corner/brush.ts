/** A selection by dragging in a cell. */
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import type { CornerData } from './corner-data.ts';
import { type CellPlace, type CornerLayout, leftOf, topOf, valueAt } from './corner-layout.ts';

export interface Brush {
  readonly cell: CellPlace;
  readonly layout: CornerLayout;
  /** Where it began, CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Ranges of other columns, which stay. */
  readonly before: ReadonlyMap<string, ValueRange>;
}

/** A shorter way is a click, CSS pixels. */
const SHORTEST = 3;

/** The ranges once the pointer is at a place: a rectangle of a cell, or a range of a marginal. A click selects nothing. */
export function brushed(
  { names, axes }: CornerData,
  { cell, layout, x, y, before }: Brush,
  toX: number,
  toY: number,
): ReadonlyMap<string, ValueRange> {
  const { column, row } = cell;
  const isBar = column === row;
  const ways = isBar ? [toX - x] : [toX - x, toY - y];
  if (ways.every((way) => Math.abs(way) < SHORTEST)) return before;
  const { side } = layout;
  const [left, bottom] = [leftOf(layout, column), topOf(layout, row) + side];
  const across = [x, toX].map((at) => valueAt(axes[column]!, (at - left) / side));
  const ranges = new Map(before);
  ranges.set(names[column]!, rangeOf(across));
  if (!isBar) ranges.set(names[row]!, rangeOf([y, toY].map((at) => valueAt(axes[row]!, (bottom - at) / side))));
  return ranges;
}

function rangeOf(ends: readonly number[]): ValueRange {
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
