/** Ticks of the axis of a column: round numbers, or each of the values that stand apart. */
import { roundTicks, type Tick, tickLabels } from './ticks.ts';
import { type Turn, turnTicks } from './turn-ticks.ts';

export interface TickedAxis {
  readonly low: number;
  readonly high: number;
  /** Distance of values on a grid, the first of which is half a step from `low`; null: they are on none. */
  readonly step: number | null;
  /** There is nothing between the values. */
  readonly isDiscrete: boolean;
  /** Of an angle; absent or null: it is none. */
  readonly turn?: Turn | null;
}

/** A tick for each of the values 0, 1, … */
export function nameTicks(names: readonly string[]): readonly Tick[] {
  return names.map((label, value) => ({ value, label }));
}

/** Of values k with noise in [0, 1): each name is in the middle of its cell. */
export function cellTicks(names: readonly string[]): readonly Tick[] {
  return names.map((label, k) => ({ value: k + 0.5, label }));
}

/** @param count ticks, about @param names of the values 0, 1, …; null: they are numbers */
export function columnTicks(axis: TickedAxis, count: number, names: readonly string[] | null = null): readonly Tick[] {
  const { low, high, step, isDiscrete, turn = null } = axis;
  if (step === null || !(isDiscrete || names !== null)) {
    return turn === null ? roundTicks(low, high, count) : turnTicks(turn, low, high, count);
  }
  const values = Array.from({ length: Math.round((high - low) / step) }, (_, i) => low + (i + 0.5) * step);
  if (names !== null) return someOf(values, count).map((value) => ({ value, label: nameOf(names, value) }));
  if (values.length <= Math.max(2, count)) return valueTicks(values, step);
  const ofTurn =
    turn === null ? [] : turnTicks(turn, low, high, count).filter(({ value }) => isOne(values, value, step));
  if (ofTurn.length > 1) return ofTurn;
  // Values that are not there have no ticks.
  const round = roundTicks(low, high, count).filter(({ value }) => isOne(values, value, step));
  return round.length > 1 ? round : valueTicks(someOf(values, 2), step);
}

/** Ticks of an axis with many values that stand apart. */
const MOST_APART = 12;

/** Of values on a grid, evenly spaced and in their units: each of a few, or those at round places. */
export function gridTicks(values: readonly number[], step: number, turn: Turn | null = null): readonly Tick[] {
  const [low, high] = [(values[0] ?? 0) - step / 2, (values.at(-1) ?? 0) + step / 2];
  return columnTicks({ low, high, step, isDiscrete: true, turn }, MOST_APART);
}

function nameOf(names: readonly string[], value: number): string {
  return names[Math.round(value)] ?? String(Math.round(value));
}

/** Evenly spaced, with the first one. */
function someOf<T>(values: readonly T[], count: number): readonly T[] {
  const every = Math.max(1, Math.ceil(values.length / Math.max(1, count)));
  return values.filter((_, i) => i % every === 0);
}

function isOne(values: readonly number[], value: number, step: number): boolean {
  return values.some((own) => Math.abs(own - value) < 1e-3 * step);
}

/** Largest and smallest power of ten that a step may be a multiple of. */
const [MOST_PLACE, LEAST_PLACE] = [12, -12];

/** With as many digits as the step and the first value have. */
export function valueTicks(values: readonly number[], step: number): readonly Tick[] {
  let place = MOST_PLACE;
  while (place > LEAST_PLACE && ![step, values[0] ?? 0].every((value) => isMultiple(value, place))) place--;
  const labels = tickLabels(values, place);
  return values.map((value, i) => ({ value, label: labels[i]! }));
}

function isMultiple(value: number, place: number): boolean {
  const times = value / 10 ** place;
  return value === 0 || (Math.round(times) !== 0 && Math.abs(times - Math.round(times)) <= 1e-3);
}
