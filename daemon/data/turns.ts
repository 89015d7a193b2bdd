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

/** The interval [start, start + period) that an angle is given in. */
export interface Turn {
  readonly start: number;
  readonly period: number;
}

/** How far rounded values may lie beyond a turn, in periods: −3.142 is −π. */
const ROUNDED = 1e-3;

/** Where a turn may start, in periods: as angles usually do, then at other quarters, those near 0 first. */
function* usualStarts(low: number, high: number): Generator<number> {
  yield* [0, -1 / 2];
  const [first, last] = [Math.floor(4 * (high - 1)) - 1, Math.ceil(4 * low) + 1];
  const quarters = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  yield* quarters.sort((a, b) => Math.abs(a) - Math.abs(b)).map((quarter) => quarter / 4);
}

/**
 * The turn that values lie in, so that angles from −180 to 180 stay in it, and months from 1 to 12, too: whole numbers are not
 * rounded, and the end of a turn is its start. Values of more than one turn are taken from 0.
 * @param range the smallest and the largest value; null: unknown
 */
export function turnOf(period: number, range: readonly [low: number, high: number] | null): Turn {
  if (range === null || range[1] - range[0] > period * (1 + 2 * ROUNDED)) return { start: 0, period };
  const [low, high] = range.map((end) => end / period) as [number, number];
  const isExact = range.every(Number.isSafeInteger) && range[1] - range[0] < period;
  for (const start of usualStarts(low, high)) {
    const isIn = isExact ? low >= start && high < start + 1 : low >= start - ROUNDED && high <= start + 1 + ROUNDED;
    if (isIn) return { start: start * period, period };
  }
  return { start: range[0], period };
}

/** x in its turn, and there even after rounding to float32. */
export function intoTurn(x: number, { start, period }: Turn): number {
  const turned = x - period * Math.floor((x - start) / period);
  return Math.fround(turned) >= start + period ? start : turned;
}

/** What a summary says of angles. */
export interface TurningColumns {
  readonly periods?: readonly (number | null)[];
  readonly turnStarts?: readonly (number | null)[];
}

/** Of each column; empty: none is an angle. */
export function turnsOf({ periods = [], turnStarts = [] }: TurningColumns): readonly (Turn | null)[] {
  return periods.map((period, column) => (period === null ? null : { start: turnStarts[column] ?? 0, period }));
}

/** As results say them: the start of the turn of each column and its period, null: it is no angle; nothing without angles. */
export function turnPairs(summary: TurningColumns): { readonly turns?: ([number, number] | null)[] } {
  const turns = turnsOf(summary);
  if (turns.every((turn) => turn === null)) return {};
  return { turns: turns.map((turn) => turn && [turn.start, turn.period]) };
}

/** As a summary says them; nothing without angles. */
export function turningColumns(turns: readonly (Turn | null)[]): TurningColumns {
  if (turns.every((turn) => turn === null)) return {};
  return {
    periods: turns.map((turn) => turn?.period ?? null),
    turnStarts: turns.map((turn) => turn?.start ?? null),
  };
}

/** Takes the angles of rows into their turns. @param values row-major, changed */
export function wrapRows(values: { [at: number]: number; readonly length: number }, turns: readonly (Turn | null)[]) {
  for (const [column, turn] of turns.entries()) {
    if (turn === null) continue;
    for (let at = column; at < values.length; at += turns.length) values[at] = intoTurn(values[at]!, turn);
  }
}
