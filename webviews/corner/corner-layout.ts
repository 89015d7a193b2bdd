/** Where the cells of a corner plot are, CSS pixels. */
import type { ColumnAxis } from '../../daemon/statistics/corner/column-axes.ts';

/** Room for ticks and names left of the cells and below them, and between two cells. */
export const ROOM = { left: 58, bottom: 38, top: 4, right: 8, gap: 4 } as const;
/** Sides of cells. */
const [SMALLEST, LARGEST] = [36, 190];

export interface CornerLayout {
  /** Number of columns. */
  readonly columns: number;
  /** Side of a cell. */
  readonly side: number;
  readonly width: number;
  readonly height: number;
}

/** A cell by its place: the diagonal has equal numbers. */
export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

export function cornerLayout(columns: number, width: number): CornerLayout {
  const free = width - ROOM.left - ROOM.right - (columns - 1) * ROOM.gap;
  const side = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(free / columns)));
  const length = columns * side + (columns - 1) * ROOM.gap;
  return {
    columns,
    side,
    width: ROOM.left + length + ROOM.right,
    height: ROOM.top + length + ROOM.bottom,
  };
}

export function leftOf({ side }: CornerLayout, column: number): number {
  return ROOM.left + column * (side + ROOM.gap);
}

export function topOf({ side }: CornerLayout, row: number): number {
  return ROOM.top + row * (side + ROOM.gap);
}

/** The cell at a point, or null. */
export function cellAt(layout: CornerLayout, x: number, y: number): CellPlace | null {
  const [column, row] = [x - ROOM.left, y - ROOM.top].map((at) => Math.floor(at / (layout.side + ROOM.gap)));
  return column! >= 0 && row! >= column! && row! < layout.columns ? { column: column!, row: row! } : null;
}

/** The value at a place along an axis of a cell, which ends where the axis does. @param share from its low end */
export function valueAt({ low, high }: ColumnAxis, share: number): number {
  return low + (high - low) * Math.max(0, Math.min(1, share));
}

/** Share of the way along an axis. */
export function shareOf({ low, high }: ColumnAxis, value: number): number {
  return (value - low) / (high - low);
}
