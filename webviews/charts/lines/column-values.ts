/** Columns of points along a path. */
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { type Circle, circularMomentsOf, onCircle, shorterWay, unwrapped } from '../../../daemon/statistics/circle.ts';
import type { NumberTable } from '../base/number-table.ts';

export interface ColumnCurve {
  readonly name: string;
  /** Of its values 0, 1, …; null: they are numbers. */
  readonly categories: readonly string[] | null;
  /** Of an angle, which goes on beyond the end of its turn. Absent or null: it is none. */
  readonly turn?: Circle | null;
  /** In the units of the data. */
  readonly values: ArrayLike<number>;
  /** The same in standard deviations from the mean of the column. */
  readonly scaled: ArrayLike<number>;
}

export interface ColumnScale {
  readonly mean: number;
  /** > 0 */
  readonly std: number;
}

/** Mean and standard deviation of each column of rows, of angles around the circle; 1 for a constant column. @param rows [n, width] */
export function columnScales(
  rows: ArrayLike<number>,
  width: number,
  turns: readonly (Circle | null)[] = [],
): readonly ColumnScale[] {
  const n = rows.length / width;
  return Array.from({ length: width }, (_, d) => {
    const values = Array.from({ length: n }, (__, i) => rows[i * width + d]!).filter(Number.isFinite);
    const turn = turns[d] ?? null;
    if (turn !== null) {
      const { mean, std } = circularMomentsOf(values, turn);
      return { mean: Number.isNaN(mean) ? turn.start + turn.period / 2 : mean, std: std > 0 ? std : 1 };
    }
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
    return { mean, std: std > 0 ? std : 1 };
  });
}

export interface NamedColumn {
  readonly name: string;
  readonly categories: readonly string[] | null;
  readonly turn?: Circle | null;
}

/** @param points [n, width] @param from the point where angles are in their turns */
export function columnCurves(
  points: ArrayLike<number>,
  columns: readonly NamedColumn[],
  scales: readonly ColumnScale[],
  from = 0,
): readonly ColumnCurve[] {
  const width = columns.length;
  return columns.map(({ name, categories, turn = null }, d) => {
    const own = Array.from({ length: points.length / width }, (_, i) => points[i * width + d]!);
    const { mean, std } = scales[d]!;
    if (turn === null) return { name, categories, values: own, scaled: own.map((value) => (value - mean) / std) };
    const values = unwrapped(own, from, turn.period);
    const start = shorterWay(mean, own[from]!, turn.period);
    return { name, categories, turn, values, scaled: values.map((value) => (start + value - own[from]!) / std) };
  });
}

/** A value of a curve, or the name of its category. */
export function valueText({ categories, values, turn }: Omit<ColumnCurve, 'name' | 'scaled'>, at: number): string {
  const value = values[at]!;
  return categories?.[Math.round(value)] ?? formatNumber(turn ? onCircle(value, turn) : value, 4);
}

/** The curves that move most come first. */
export function byReach(curves: readonly ColumnCurve[]): readonly ColumnCurve[] {
  const reaches = new Map(curves.map((curve) => [curve, reachOf(curve)]));
  return curves.toSorted((a, b) => reaches.get(b)! - reaches.get(a)!);
}

function reachOf({ scaled }: ColumnCurve): number {
  const finite = Array.from(scaled).filter(Number.isFinite);
  return finite.length === 0 ? 0 : Math.max(...finite) - Math.min(...finite);
}

/** Lowest and highest finite value of all lists, with a margin. */
export function rangeOf(lists: readonly ArrayLike<number>[]): readonly [low: number, high: number] {
  const finite = lists.flatMap((list) => Array.from(list).filter(Number.isFinite));
  if (finite.length === 0) return [-1, 1];
  const [low, high] = finite.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const room = high > low ? 0.06 * (high - low) : 1;
  return [low - room, high + room];
}

/** From a place to the curve at an x, CSS pixels. */
export function distanceTo({ scaled }: ColumnCurve, at: number, y: number, toY: (value: number) => number): number {
  return Number.isFinite(scaled[at]) ? Math.abs(toY(scaled[at]!) - y) : Number.POSITIVE_INFINITY;
}

/** Of an SVG path; a value that is not finite interrupts the line. @param x as long as y */
export function curvePath(
  y: ArrayLike<number>,
  x: readonly number[],
  toX: (value: number) => number,
  toY: (value: number) => number,
): string {
  let isDrawing = false;
  return x
    .map((value, i) => {
      if (!Number.isFinite(y[i])) {
        isDrawing = false;
        return '';
      }
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return `${command}${toX(value).toFixed(1)} ${toY(y[i]!).toFixed(1)}`;
    })
    .join('');
}

/** Rows of the table of curves. */
const TABLE_ROWS = 9;

/** Evenly spaced rows, with all columns in the units of the data. */
export function curveTable(curves: readonly ColumnCurve[], x: readonly number[], xTitle: string): NumberTable {
  const rows = Math.min(TABLE_ROWS, x.length);
  return {
    columns: [xTitle, ...curves.map(({ name }) => name)],
    rows,
    row(index) {
      const at = Math.round((index * (x.length - 1)) / Math.max(1, rows - 1));
      return [formatNumber(x[at]!, 3), ...curves.map((curve) => valueText(curve, at))];
    },
  };
}
