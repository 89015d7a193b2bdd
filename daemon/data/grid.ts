/** Columns whose values lie on a grid: origin + k·step for whole k. */
import { gridStep } from './doubts/values/grid-step.ts';

/** A grid that is not that of whole numbers. */
export interface Grid {
  /** Index among the modelled columns. */
  readonly column: number;
  /** Noise in [0, step) is added. */
  readonly step: number;
  /** One of the grid's values: points are rounded down to the next one. */
  readonly origin: number;
}

const WHOLE = { step: 1, origin: 0 };

/** The grid of a dequantized column: whole numbers, unless `grids` has another. */
export function gridOf(grids: readonly Grid[] | undefined, column: number): Pick<Grid, 'step' | 'origin'> {
  return grids?.find((grid) => grid.column === column) ?? WHOLE;
}

/** The grid's value at or below `value`, without a rounding error: 0.3, not 0.30000000000000004. */
export function floorToGrid(value: number, { step, origin }: Pick<Grid, 'step' | 'origin'>): number {
  if (step === 1 && origin === 0) return Math.floor(value);
  // 0.3 / 0.1 is just below 3.
  const found = origin + Math.floor((value - origin) / step + 1e-9) * step;
  const decimals = Math.min(100, Math.max(0, 12 - Math.ceil(Math.log10(step))));
  return Number(Number(found.toFixed(decimals)).toPrecision(15));
}

/** Largest distance of a value from its place on the grid, in steps: 1/15 may be written as 0.0667. */
const TOLERANCE = 0.1;

export type GridFit =
  | { readonly origin: number }
  /** The row with the first value that is not on the grid, and a step with more digits whose grid has all values. */
  | { readonly off: number; readonly better: number | null };

/**
 * Whether the values lie on a grid with this step.
 * @param count of values, at least 1 @param step null: whole numbers, exactly
 */
export function fitGrid(count: number, at: (row: number) => number, step: number | null): GridFit {
  if (step === null) {
    for (let row = 0; row < count; row++) if (!Number.isSafeInteger(at(row))) return { off: row, better: null };
    return { origin: 0 };
  }
  let origin = Infinity;
  for (let row = 0; row < count; row++) origin = Math.min(origin, at(row));
  const off = firstOff(count, at, { origin, step });
  if (off < 0) return { origin };
  const better = betterStep(count, at, { origin, step });
  return { off, better: better !== null && firstOff(count, at, { origin, step: better }) < 0 ? better : null };
}

/** Whether noise in [0, step) above the value stays in its place on the grid. */
export function isOnGrid(value: number, { step, origin }: Pick<Grid, 'step' | 'origin'>): boolean {
  const steps = (value - origin) / step;
  return Math.abs(steps - Math.round(steps)) <= (step === 1 && origin === 0 ? 0 : TOLERANCE);
}

/** A finer grid cannot be told from numbers of limited precision: the smallest step, in standard deviations. */
export const FINE_STEP = 0.005;

/** Values at the beginning of a column that tell its step. */
const SORTED = 2 ** 20;

/** The step of the grid that all values lie on, wherever it begins; null: they lie on none that is coarse enough. */
export function stepOfValues(count: number, at: (row: number) => number): number | null {
  const values = Float64Array.from({ length: Math.min(count, SORTED) }, (_, row) => at(row)).sort();
  const distinct = values.filter((value, i) => i === 0 || value !== values[i - 1]);
  if (distinct.length < 2) return null;
  const step = gridStep(distinct);
  return step !== null && step >= FINE_STEP * deviation(values) && 'origin' in fitGrid(count, at, step) ? step : null;
}

export function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function firstOff(count: number, at: (row: number) => number, { origin, step }: Pick<Grid, 'step' | 'origin'>): number {
  for (let row = 0; row < count; row++) {
    const steps = (at(row) - origin) / step;
    if (!(Math.abs(steps - Math.round(steps)) <= TOLERANCE)) return row;
  }
  return -1;
}

/** The step of the same number of steps, counted from each value to the next larger one, so that no error adds up. */
function betterStep(
  count: number,
  at: (row: number) => number,
  { origin, step }: Pick<Grid, 'step' | 'origin'>,
): number | null {
  const sorted = Float64Array.from({ length: count }, (_, row) => at(row)).sort();
  let [place, total] = [origin, 0];
  for (const value of sorted) {
    const whole = Math.round((value - place) / step);
    if (whole === 0) continue;
    total += whole;
    place = value;
  }
  if (total === 0) return null;
  const found = Number(((place - origin) / total).toPrecision(6));
  // Another step was probably not meant.
  return Math.abs(found - step) <= TOLERANCE * step ? found : null;
}
