/** Ticks of the axis of an angle: parts of the turn, with the values that it has there. */
import { roundTicks, type Tick, tickLabels } from './ticks.ts';

/** Values are in [start, start + period). */
export interface Turn {
  readonly start: number;
  readonly period: number;
}

/** The circle is cut at a place of its own, from which the axes have one turn. */
export interface CutTurn extends Turn {
  readonly cut: number;
}

/** Parts of a turn. */
const PARTS = [24, 12, 8, 6, 4, 3, 2] as const;
/** Rounding of values beyond the ends of an axis, in turns. */
const ROUNDING = 1e-6;

/**
 * About `count` ticks. An axis that begins elsewhere than the turn, or is longer, has the values of the turn all the same: after 270
 * comes 0. The end of the turn has a tick of its own only where it usually is a value: 360, 24, and 180 after −180.
 */
export function turnTicks(turn: Turn, low: number, high: number, count: number): readonly Tick[] {
  const { start, period } = turn;
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  const room = ROUNDING * period;
  const isWithin = low >= start - room && high <= start + period + room;
  const hasEnd = isWithin && (start === 0 || start === -period / 2);
  const base = baseTicks(turn, Math.max(1, (count * period) / (high - low)));
  const ticks = base.flatMap(({ value, label }) => {
    const [first, last] = [Math.ceil((low - room - value) / period), Math.floor((high + room - value) / period)];
    const turns = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    const found = turns.map((k) => ({ value: value + k * period, label }));
    return isWithin ? found.filter((tick) => tick.value < start + period - room) : found;
  });
  const end = start + period;
  const whole =
    hasEnd && Number.isInteger(period) && end <= high + room ? [{ value: end, label: endLabel(end, base) }] : [];
  // A piece that has fewer than two of these parts is like any other axis.
  return ticks.length + whole.length > 1
    ? [...ticks, ...whole].sort((a, b) => a.value - b.value)
    : roundTicks(low, high, count).map((tick) => wrappedTick(tick, turn));
}

/** In the turn. */
function baseTicks({ start, period }: Turn, count: number): readonly Tick[] {
  const rough = period / count;
  const step = PARTS.map((parts) => period / parts).find((part) => isRound(part) && part >= 0.999 * rough);
  if (step === undefined) {
    const round = roundTicks(start, start + period, count);
    const distance = (round[1]?.value ?? 0) - (round[0]?.value ?? 0);
    // Too near to the first one, which comes again after the turn.
    return round.filter(({ value }) => value < start + period - 0.5 * distance);
  }
  const anchor = isWhole(start / step) ? 0 : isRound(start) ? start : 0;
  const first = Math.ceil((start - anchor) / step - ROUNDING);
  const values = Array.from({ length: Math.round(period / step) }, (_, i) => anchor + (first + i) * step);
  const place = Math.min(0, ...values.map(lastPlace));
  const labels = tickLabels(values, place);
  return values.map((value, i) => ({ value, label: labels[i]! }));
}

/** With as many decimals as the other labels. */
function endLabel(end: number, base: readonly Tick[]): string {
  return tickLabels([end], -decimalsOf(base[0]?.label ?? ''))[0]!;
}

function wrappedTick({ value, label }: Tick, { start, period }: Turn): Tick {
  const wrapped = value - period * Math.floor((value - start) / period + ROUNDING);
  return { value, label: tickLabels([wrapped], -decimalsOf(label))[0]! };
}

function decimalsOf(label: string): number {
  return label.split('.')[1]?.length ?? 0;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < ROUNDING;
}

/** With three digits at most. */
function isRound(value: number): boolean {
  return Math.abs(Number(value.toPrecision(3)) - value) <= 1e-9 * Math.abs(value);
}

/** The power of ten of the last digit, as far as it is below one. */
function lastPlace(value: number): number {
  return -decimalsOf(String(Number(value.toPrecision(6))));
}
