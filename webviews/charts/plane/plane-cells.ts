/** Cells of a grid over the plane. */
import { formatNumber } from '../../../daemon/format/numbers.ts';
import type { NumberTable } from '../base/number-table.ts';
import { strings } from '../strings.ts';
import type { Extent } from './plane-navigation.ts';
import type { PlaneValues } from './plane-values.ts';

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

type Grid = Pick<PlaneValues, 'width' | 'height' | 'extent'>;

/** Index of the cell that has the point; null: it is outside. */
export function cellAt({ width, height, extent }: Grid, { x, y }: PlanePoint): number | null {
  const [left, right, bottom, top] = extent;
  const column = Math.floor(((x - left) / (right - left)) * width);
  const row = Math.floor(((y - bottom) / (top - bottom)) * height);
  return column < 0 || column >= width || row < 0 || row >= height ? null : row * width + column;
}

export function centerOf({ width, height, extent }: Grid, cell: number): PlanePoint {
  const [left, right, bottom, top] = extent;
  return {
    x: left + (((cell % width) + 0.5) * (right - left)) / width,
    y: bottom + ((Math.floor(cell / width) + 0.5) * (top - bottom)) / height,
  };
}

/** The point of the extent that is nearest. */
export function withinExtent([left, right, bottom, top]: Extent, { x, y }: PlanePoint): PlanePoint {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(bottom, Math.min(top, y)) };
}

/** Rows and columns in the table of cells. */
const TABLE_CELLS = 14;

/** Evenly spaced cells. */
export function cellTable(plane: PlaneValues, columns: readonly string[]): NumberTable {
  const { values, width, height } = plane;
  const [across, up] = [Math.min(TABLE_CELLS, width), Math.min(TABLE_CELLS, height)];
  return {
    columns: [columns[0] ?? 'x', columns[1] ?? 'y', strings.value],
    rows: across * up,
    row(index) {
      const column = Math.floor((((index % across) + 0.5) * width) / across);
      const row = Math.floor(((Math.floor(index / across) + 0.5) * height) / up);
      const cell = row * width + column;
      const { x, y } = centerOf(plane, cell);
      return [formatNumber(x, 3), formatNumber(y, 3), formatNumber(values[cell]!, 4)];
    },
  };
}
