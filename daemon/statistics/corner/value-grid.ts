/** Columns whose values lie on a grid, such as whole numbers: bins with whole steps have equally many of its values. */

/** origin + k·step for whole k. */
export interface ValueGrid {
  readonly step: number;
  readonly origin: number;
}

/** Largest distance of a value from its place, in steps: 1/15 may be written as 0.0667. */
const TOLERANCE = 0.1;
/** A grid with more steps needs no bins of its own: each bin has so many of its values that one more is not seen. */
const MOST_STEPS = 48 * 64;

/** The coarsest grid that has all values; null: there is none, or its steps are too fine to be seen. @param sorted finite */
export function gridOfValues(sorted: ArrayLike<number>): ValueGrid | null {
  const [origin, last] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0];
  const reach = last - origin;
  if (!(reach > 0)) return null;
  // Values that came as float32 may differ by rounding.
  const rounding = 16 * Number.EPSILON * Math.max(Math.abs(origin), Math.abs(last)) + 1e-6 * reach;
  let least = reach;
  for (let i = 1; i < sorted.length; i++) {
    const difference = sorted[i]! - sorted[i - 1]!;
    if (difference > rounding && difference < least) least = difference;
  }
  if (reach / least > MOST_STEPS) return null;
  const isOn = (value: number, step: number) => {
    const place = (value - origin) / step;
    return Math.abs(place - Math.round(place)) <= TOLERANCE;
  };
  let step = least;
  for (let i = 1; i < sorted.length; i++) {
    if (!isOn(sorted[i]!, step)) return null;
    // A longer way says it more exactly.
    const steps = Math.round((sorted[i]! - origin) / step);
    if (steps > 0) step = (sorted[i]! - origin) / steps;
  }
  for (let i = 1; i < sorted.length; i++) if (!isOn(sorted[i]!, step)) return null;
  return { step, origin };
}
