/** Where the cells of a corner plot are, CSS pixels. */
import type { ColumnAxis } from '../../daemon/statistics/corner/column-axes.ts';
import type { CornerData } from './corner-data.ts';

/** Room for ticks and names left of the cells and below them, and between two cells. */
export const ROOM = { left: 58, bottom: 38, top: 4, right: 8, gap: 4 } as const;
/** Sides of cells. */
const [SMALLEST, LARGEST] = [36, 190];
/** Of a name of a category, which may need more room than numbers. */
const WIDEST_NAME = 96;
/** Beside the names of categories: the name of the column, and the ticks. */
const BESIDE_NAMES = 24;
/** Height of a line of text, and the width of a letter, about. */
const [LINE, LETTER] = [12, 6.2];

export interface CornerLayout {
  /** Number of columns. */
  readonly columns: number;
  /** Side of a cell. */
  readonly side: number;
  /** Of the cells. */
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** A cell by its place: the diagonal has equal numbers. */
export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

export function cornerLayout({ categories }: Pick<CornerData, 'categories'>, width: number): CornerLayout {
  const columns = categories.length;
  // The first row has no ticks on the left.
  const left = Math.ceil(Math.max(ROOM.left, BESIDE_NAMES + widest(categories.slice(1))));
  const free = width - left - ROOM.right - (columns - 1) * ROOM.gap;
  const side = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(free / columns)));
  const length = columns * side + (columns - 1) * ROOM.gap;
  const turned = categories.filter((names) => isTurned(names, side));
  const below = ROOM.bottom + Math.ceil(Math.max(0, widest(turned) - LINE));
  return {
    columns,
    side,
    left,
    bottom: ROOM.top + length,
    width: left + length + ROOM.right,
    height: ROOM.top + length + below,
  };
}

function widest(categories: readonly (readonly string[] | null)[]): number {
  const names = categories.flatMap((own) => own ?? []);
  return Math.min(WIDEST_NAME, LETTER * names.reduce((most, { length }) => Math.max(most, length), 0));
}

/** Names that fit below a cell, or beside it. */
export function mostNames(side: number): number {
  return Math.max(1, Math.floor(side / LINE));
}

/** The room for the name of a category below its part of a cell, or left of it. */
export function nameRoom(categories: number, side: number): { readonly across: number; readonly beside: number } {
  return { across: side / Math.min(categories, mostNames(side)) - 4, beside: WIDEST_NAME };
}

/** Whether names of categories have no room beside each other: they read upwards. */
export function isTurned(names: readonly string[] | null, side: number): boolean {
  if (names === null) return false;
  const { across } = nameRoom(names.length, side);
  return names.some((name) => LETTER * name.length > across);
}

export function leftOf({ left, side }: CornerLayout, column: number): number {
  return left + column * (side + ROOM.gap);
}

export function topOf({ side }: CornerLayout, row: number): number {
  return ROOM.top + row * (side + ROOM.gap);
}

/** The cell at a point, or null. */
export function cellAt(layout: CornerLayout, x: number, y: number): CellPlace | null {
  const { columns, side, left } = layout;
  const [column, row] = [x - left, y - ROOM.top].map((at) => Math.floor(at / (side + ROOM.gap)));
  return column! >= 0 && row! >= column! && row! < columns ? { column: column!, row: row! } : null;
}

/** The column whose axis is at a point left of the cells or below them, or null. */
export function axisAt(layout: CornerLayout, x: number, y: number): number | null {
  const { columns, side, left, bottom } = layout;
  const along = y > bottom ? x - left : x < left ? y - ROOM.top : -1;
  const column = Math.floor(along / (side + ROOM.gap));
  return along >= 0 && column < columns ? column : null;
}

/** The value at a place along an axis of a cell, which ends where the axis does. @param share from its low end */
export function valueAt({ low, high }: ColumnAxis, share: number): number {
  return low + (high - low) * Math.max(0, Math.min(1, share));
}

/** Share of the way along an axis. */
export function shareOf({ low, high }: ColumnAxis, value: number): number {
  return (value - low) / (high - low);
}
