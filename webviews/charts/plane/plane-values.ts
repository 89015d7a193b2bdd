/** Values over a rectangle of the plane, and their colors. */
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { type AxisScale, hasValues } from '../base/axis-ticks.ts';
import type { Extent } from './plane-navigation.ts';

export interface PlaneValues {
  /** [height, width], smallest y first. */
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly extent: Extent;
  /** Absent: axes of numbers. */
  readonly ticks?: PlaneTicks;
  /** Names at places of axes that have values between them, too. */
  readonly names?: PlaneTicks;
}

export type PlaneTicks = readonly [x: AxisScale, y: AxisScale];

/** Pixels of a cell along an axis of values: nothing is between them, so that a picture must not be smoothed there. */
const SHARP = 16;

/** The same values with several cells for each of those along axes that have nothing between their values. */
export function sharpCells({ values, width, height, extent, ticks = [null, null] }: PlaneValues): PlaneValues {
  const [across, down] = ticks.map((own) => (hasValues(own) ? SHARP : 1));
  const wide = width * across!;
  const at = (i: number) => Math.floor(Math.floor(i / wide) / down!) * width + Math.floor((i % wide) / across!);
  const repeated =
    across === 1 && down === 1
      ? values
      : Float64Array.from({ length: wide * height * down! }, (_, i) => values[at(i)]!);
  return { values: repeated, width: wide, height: height * down!, extent, ticks };
}

/** Values at the ends of the color scale; those outside have the colors of the ends. */
export type ColorLimits = readonly [low: number, high: number];

/** RGBA words, [height, width], largest y first. NaN is transparent. @param table 256 colors */
export function planePixels(
  { values, width, height }: PlaneValues,
  [low, high]: ColorLimits,
  table: ArrayLike<number>,
): Uint32Array<ArrayBuffer> {
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (height - 1 - row) * width;
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column]!;
      if (Number.isNaN(value)) continue;
      const share = Number.isFinite(value) ? (value - low) / (high - low) : value > 0 ? 1 : 0;
      pixels[start + column] = table[Math.max(0, Math.min(255, Math.round(share * 255)))]!;
    }
  }
  return pixels;
}

/** The texts at the ends of the color scale: `≤ −4` and `≥ 4` if there are values outside. */
export function limitLabels({ values }: PlaneValues, [low, high]: ColorLimits): readonly [low: string, high: string] {
  let [isBelow, isAbove] = [false, false];
  for (let i = 0; i < values.length; i++) {
    isBelow ||= values[i]! < low;
    isAbove ||= values[i]! > high;
  }
  return [`${isBelow ? '≤ ' : ''}${formatNumber(low, 3)}`, `${isAbove ? '≥ ' : ''}${formatNumber(high, 3)}`];
}
