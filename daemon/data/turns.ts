/** Grids of angles: a grid closes on the circle only if the period is a whole number of steps. */
import { isOnGrid } from './grid.ts';

/** Largest distance of the end of a turn from the grid, in steps: that of a value. */
const TOLERANCE = 0.1;
/** Largest change of a period that is proposed, as a share of it: beyond, the angle probably has another unit. */
const MOST_CHANGE = 0.02;
/** Turns that values may be apart before they are taken modulo the period. */
const TURNS = [0, 1, -1, 2, -2] as const;

/** Whether the noise of the last values of a turn ends where that of the first ones begins. */
export function closes(period: number, step: number): boolean {
  const steps = period / step;
  return steps >= 0.5 && Math.abs(steps - Math.round(steps)) <= TOLERANCE;
}

/** The nearest period that is a whole number of steps; null: it would be another angle. */
export function closedPeriod(period: number, step: number): number | null {
  const found = Number((Math.round(period / step) * step).toPrecision(12));
  return Math.abs(found - period) <= MOST_CHANGE * period ? found : null;
}

/** Whether the values lie on a grid before they are taken modulo the period. @param count at least 1 */
export function isGridOverTurns(
  count: number,
  at: (row: number) => number,
  { period, step }: { readonly period: number; readonly step: number },
): boolean {
  return TURNS.some((start) => {
    const grid = { step, origin: at(0) + start * period };
    for (let row = 0; row < count; row++) {
      if (!TURNS.some((turn) => isOnGrid(at(row) + turn * period, grid))) return false;
    }
    return true;
  });
}
