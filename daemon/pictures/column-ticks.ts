/** Ticks of the axis of a column: round numbers, or each of the values that stand apart. */
import { roundTicks, type Tick } from './ticks.ts';

export interface TickedAxis {
  readonly low: number;
  readonly high: number;
  /** Distance of values on a grid, the first of which is half a step from `low`; null: they are on none. */
  readonly step: number | null;
  /** There is nothing between the values. */
  readonly isDiscrete: boolean;
}

/** A tick for each of the values 0, 1, … */
export function nameTicks(names: readonly string[]): readonly Tick[] {
  return names.map((label, value) => ({ value, label }));
}

/** @param count ticks, about @param names of the values 0, 1, …; null: they are numbers */
export function columnTicks(axis: TickedAxis, count: number, names: readonly string[] | null = null): readonly Tick[] {
  const { low, high, step, isDiscrete } = axis;
  if (step === null || !(isDiscrete || names !== null)) return roundTicks(low, high, count);
  const values = Array.from({ length: Math.round((high - low) / step) }, (_, i) => low + (i + 0.5) * step);
  if (names !== null) return someOf(values, count).map((value) => ({ value, label: nameOf(names, value) }));
  if (values.length <= Math.max(2, count)) return values.map((value) => ({ value, label: valueLabel(value, step) }));
  // Values that are not there have no ticks.
  const round = roundTicks(low, high, count).filter(({ value }) => isOne(values, value, step));
  return round.length > 1 ? round : someOf(values, 2).map((value) => ({ value, label: valueLabel(value, step) }));
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

/** With as many decimals as the step has. */
function valueLabel(value: number, step: number): string {
  let decimals = 0;
  while (decimals < 6 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-3) decimals++;
  const digits = Math.abs(value) >= 1e6 ? value.toExponential(1).replace('e+', 'e') : value.toFixed(decimals);
  return (Number(digits) === 0 ? digits.replace('-', '') : digits).replaceAll('-', '−');
}
