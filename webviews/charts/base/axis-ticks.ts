/** Ticks of an axis: round numbers, or the only values that it has. */
import { svg } from 'lit';
import { roundTicks, type Tick } from '../../../daemon/pictures/ticks.ts';
import { elideMiddle } from './elide-middle.ts';
import { shortTick } from './short-tick.ts';

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

/** @param values evenly spaced; null: all numbers */
export function axisTicks(
  low: number,
  high: number,
  { length, apart, name }: AxisRoom,
  values: readonly Tick[] | null = null,
): readonly AxisTick[] {
  if (values === null) {
    const ticks = roundTicks(low, high, Math.max(1, Math.floor(length / apart)));
    return ticks.map((tick) => ({ value: tick.value, text: shortTick(tick) }));
  }
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
