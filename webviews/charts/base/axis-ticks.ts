/** Ticks of an axis: round numbers, or the only values that it has. */
import { svg } from 'lit';
import { roundTicks, type Tick } from '../../../daemon/pictures/ticks.ts';
import { type Turn, turnTicks } from '../../../daemon/pictures/turn-ticks.ts';
import { elideMiddle } from './elide-middle.ts';

export interface AxisRoom {
  /** Length of the axis, CSS pixels. */
  readonly length: number;
  /** From tick to tick at least. */
  readonly apart: number;
  /** That a name beside the axis may have; absent: the distance to the next one below it. */
  readonly name?: number;
}

export interface AxisTick {
  readonly value: number;
  readonly text: string;
  /** The whole name of a value, if it has one. */
  readonly full?: string;
}

/** The text of a tick in an SVG: the whole name is shown under the pointer. */
export function tickText({ text, full = text }: AxisTick) {
  return full === text ? text : svg`<title>${full}</title>${text}`;
}

/** Of a letter of a tick, on average. */
const LETTER = 6;

/** Room for names beyond the ends of an axis. */
const BEYOND = 20;

/** Evenly spaced values, or the turn of an angle; null: all numbers. */
export type AxisScale = readonly Tick[] | Turn | null;

/** Whether there is nothing between the values of the axis. */
export function hasValues(scale: AxisScale): scale is readonly Tick[] {
  return scale !== null && !('period' in scale);
}

export function axisTicks(
  low: number,
  high: number,
  { length, apart, name }: AxisRoom,
  scale: AxisScale = null,
): readonly AxisTick[] {
  if (!hasValues(scale)) {
    const count = Math.max(1, Math.floor(length / apart));
    const ticks = scale === null ? roundTicks(low, high, count) : turnTicks(scale, low, high, count);
    return ticks.map(({ value, label }) => ({ value, text: label }));
  }
  const values = scale;
  const shown = values.filter(({ value }) => value >= low && value <= high);
  const step = values.length > 1 ? values[1]!.value - values[0]!.value : high - low;
  const between = (step / (high - low)) * length;
  const every = Math.max(1, Math.ceil(apart / between));
  const toX = (value: number) => ((value - low) / (high - low)) * length;
  // A name at an end of the axis reaches beyond it by half.
  const roomAt = (x: number) => Math.min(every * between - LETTER, 2 * (Math.min(x, length - x) + BEYOND));
  const short = ({ value, label }: Tick) =>
    name === undefined
      ? elideMiddle(label, roomAt(toX(value)), (text) => LETTER * text.length)
      : cutEnd(label, Math.floor(name / LETTER));
  return shown
    .filter((_, i) => i % every === 0)
    .map((tick) => ({ value: tick.value, text: short(tick), full: tick.label }));
}

/** Of a few letters, the first ones tell most. */
function cutEnd(label: string, letters: number): string {
  return label.length <= letters ? label : `${label.slice(0, letters - 1)}…`;
}
