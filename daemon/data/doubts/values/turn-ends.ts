/** Whether values are those of one whole turn. */

/** In radians. */
export const TURN = 2 * Math.PI;
/** Largest distance of the first and the last value from the ends, in turns. */
const REACH = 0.01;
/** Mean distances between values: of few of them, the first and the last are farther. */
const FEW = 6;
/** Arcs of a turn, of which the first and the last are compared. */
const ARCS = 36;
/** Rows in them relative to a uniform angle, and the largest ratio of the two. */
const DENSE = 0.2;
const DIFFERENCE = 3;

/**
 * Whether all values are from `low` to `low` + `turn`, and reach both ends.
 * @param sorted in ascending order @param step of their grid; 0: they are on none
 */
export function reachesEnds(
  sorted: Float64Array,
  low: number,
  turn: number,
  { least = REACH, step = wholeStep(sorted) }: { readonly least?: number; readonly step?: number } = {},
): boolean {
  const [first, last] = [sorted[0]! - low, low + turn - sorted.at(-1)!];
  // The last value on a grid is one step below the end, or it.
  const reach = Math.max(least, FEW / sorted.length) * turn + step;
  // Values are rounded to both sides of an end that is not on their grid.
  const slack = step > 0 && !closes(turn, step) ? step / 2 : 1e-6 * turn;
  return first >= -slack && last >= -slack && first <= reach && last <= reach;
}

/** Whether a turn is a whole number of steps. */
export function closes(turn: number, step: number): boolean {
  const steps = turn / step;
  return steps >= 1 && Math.abs(steps - Math.round(steps)) <= 1e-3;
}

/** Whether values near both ends, which are next to each other on the circle, are about as frequent. */
export function endsMeet(sorted: Float64Array, low: number, turn: number, step = wholeStep(sorted)): boolean {
  const arc = Math.max(step, turn / ARCS, (FEW * turn) / sorted.length);
  // Hours, and months from 1 to 12, have an end that no value has.
  const from = step === 0 ? low : Math.max(low, sorted[0]!);
  const to = step === 0 ? low + turn : Math.min(low + turn, sorted.at(-1)! + step);
  // Values of a grid with fractions are rounded.
  const slack = 1e-6 * step;
  const within = (a: number, b: number) => sorted.filter((value) => value >= a - slack && value < b - slack).length;
  const [start, end] = [within(from, from + arc), within(to - arc, to) + (step === 0 ? within(to, to + 1) : 0)];
  const least = (DENSE * sorted.length * arc) / turn;
  return start >= least && end >= least && start <= DIFFERENCE * end && end <= DIFFERENCE * start;
}

/** Of whole numbers. */
function wholeStep(sorted: Float64Array): number {
  return sorted.every(Number.isSafeInteger) ? 1 : 0;
}
