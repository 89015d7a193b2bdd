/** Requests of the Training panel. */
import type * as z from 'zod/mini';
import { runMarks, runSeries, TRAINING_CURVES } from '../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import type { Curve } from '../charts/lines/curves.ts';
import type { XRange } from '../charts/lines/step-range.ts';

export interface Series {
  /** First and last step of the requested range. */
  readonly extent: XRange;
  readonly curves: ReadonlyMap<string, Column>;
  /** Points of all keys in the range. */
  readonly points: number;
}

/** One value for each bucket that is not empty. */
export interface Column {
  readonly points: number;
  readonly steps: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly last: readonly number[];
}

/** Names of a model's objectives that have curves, if there are several. */
export function playersOf({ curves }: Series): readonly string[] {
  return [...curves.keys()].flatMap((key) => /^objectives\.(.+)\.loss$/.exec(key)?.[1] ?? []);
}

/** The newest value of a curve; null: it has none. */
export function newestOf(series: Series | null, key: string): number | null {
  return series?.curves.get(key)?.last.at(-1) ?? null;
}

/** @param range steps; null: all steps @param buckets about one per pixel */
export async function fetchSeries(
  host: PanelHost,
  run: string,
  range: XRange | null,
  buckets: number,
  signal: AbortSignal,
): Promise<Series> {
  const from = range && Math.max(0, Math.floor(range.from));
  const to = range && Math.ceil(range.to);
  const { series, ...found } = await host.request(
    runSeries,
    { run, keys: [...TRAINING_CURVES], from, to, buckets },
    signal,
  );
  const columns = await Promise.all(
    series.map(async ({ key, points, values }) => {
      const column = columnOf(points, await host.fetchArray(values, signal));
      return [key, column] as const;
    }),
  );
  return {
    extent: { from: found.from, to: found.to },
    curves: new Map(columns),
    points: columns.reduce((sum, [, { points }]) => sum + points, 0),
  };
}

/** @param rows [buckets, 4]: step of the last point, minimum, maximum, last; empty buckets are NaN */
function columnOf(points: number, rows: ArrayLike<number>): Column {
  const buckets = Array.from({ length: rows.length / 4 }, (_, b) => 4 * b).filter((b) => !Number.isNaN(rows[b]));
  return {
    points,
    steps: buckets.map((b) => rows[b]!),
    low: buckets.map((b) => rows[b + 1]!),
    high: buckets.map((b) => rows[b + 2]!),
    last: buckets.map((b) => rows[b + 3]!),
  };
}

export type Marks = z.output<typeof runMarks.result>;

export function fetchMarks(host: PanelHost, run: string, signal: AbortSignal): Promise<Marks> {
  return host.request(runMarks, { run }, signal);
}

/** Exponential smoothing with a weight in [0, 1) per point, bias-corrected. */
export function smoothed(values: readonly number[], weight: number): readonly number[] {
  if (weight === 0) return values;
  let mean = 0;
  let mass = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = weight * mean + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return mean / mass;
  });
}

export interface CurveOptions {
  readonly label: string;
  readonly color: number;
  /** Factor to the displayed unit. */
  readonly scale: number;
  readonly smoothing: number;
  readonly points?: boolean;
  readonly band?: boolean;
}

export function curveOf(column: Column | undefined, options: CurveOptions): Curve | null {
  if (column === undefined || column.steps.length === 0) return null;
  const { label, color, scale, smoothing, points = false, band = false } = options;
  const scaled = (values: readonly number[]) => (scale === 1 ? values : values.map((value) => value * scale));
  return {
    label,
    color,
    x: column.steps,
    y: smoothed(scaled(column.last), smoothing),
    ...(points ? { points } : {}),
    ...(band ? { band: { low: scaled(column.low), high: scaled(column.high) } } : {}),
  };
}
