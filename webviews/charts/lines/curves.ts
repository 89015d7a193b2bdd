/** Data of a chart over steps. */
import uPlot from 'uplot';
import type { XRange } from './step-range.ts';

export interface Curve {
  readonly label: string;
  /** Ascending. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Minimum and maximum at each x: drawn as a band. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /** Index into the theme's colors. */
  readonly color: number;
  /** Draws a marker at each point. */
  readonly points?: boolean;
  /** Draws a thin, translucent line. */
  readonly faint?: boolean;
}

export interface Level {
  readonly label: string;
  readonly y: number;
}

export interface Mark {
  readonly x: number;
  readonly kind: 'neutral' | 'good' | 'bad';
  /** What it marks: said in the legend of files. */
  readonly label: string;
}

/** All curves over one axis, each followed by the ends of its band. A log axis has only values above 0. */
export function alignedData(curves: readonly Curve[], isLog: boolean): uPlot.AlignedData {
  const drawn = (value: number) => (Number.isFinite(value) && (!isLog || value > 0) ? value : null);
  const tables = curves.map(({ x, y, band }): uPlot.AlignedData => {
    const rows = [y, ...(band ? [band.low, band.high] : [])];
    return [Array.from(x), ...rows.map((values) => Array.from(values, drawn))];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

/** Share of the steps at the start where a loss falls from far above, so that the rest would be a flat line. */
const EARLY = 0.1;

/** The first step whose values the range of y follows. */
export function settledFrom({ from, to }: XRange): number {
  return from + EARLY * (to - from);
}

/** Least and largest value of all curves and bands at the steps from `from` on; null: there is none. */
export function valuesFrom(
  [xs, ...rows]: uPlot.AlignedData,
  from: number,
): readonly [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = xs.length - 1; i >= 0 && xs[i]! >= from; i--) {
    for (const values of rows) {
      const value = values[i];
      if (value == null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : null;
}

/** Visible range of y: the data with a margin, and nearby levels. */
export function yRange(low: number, high: number, levels: readonly Level[], isLog: boolean): uPlot.Range.MinMax {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const reach = high - low;
  const near = levels
    .map(({ y }) => y)
    .filter((y) => Number.isFinite(y) && (!isLog || y > 0) && y >= low - reach && y <= high + reach);
  const [bottom, top] = [Math.min(low, ...near), Math.max(high, ...near)];
  if (isLog) return [bottom * 0.9, top * 1.1];
  const room = top > bottom ? 0.06 * (top - bottom) : Math.max(1e-6, Math.abs(top) * 0.06);
  return [bottom - room, top + room];
}
