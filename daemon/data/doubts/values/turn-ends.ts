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

/** Whether all values are from `low` to `low` + `turn`, and reach both ends. @param sorted in ascending order */
export function reachesEnds(sorted: Float64Array, low: number, turn: number, least = REACH): boolean {
  const [first, last] = [sorted[0]! - low, low + turn - sorted.at(-1)!];
  // The last of whole numbers is one below the end, or it.
  const step = sorted.every(Number.isSafeInteger) ? 1 : 0;
  const reach = Math.max(least, FEW / sorted.length) * turn + step;
  return first >= -1e-6 * turn && last >= -1e-6 * turn && first <= reach && last <= reach;
}

/** Whether values near both ends, which are next to each other on the circle, are about as frequent. */
export function endsMeet(sorted: Float64Array, low: number, turn: number): boolean {
  const step = sorted.every(Number.isSafeInteger) ? 1 : 0;
  const arc = Math.max(step, turn / ARCS);
  // Hours, and months from 1 to 12, have an end that no value has.
  const from = step === 0 ? low : Math.max(low, sorted[0]!);
  const to = step === 0 ? low + turn : Math.min(low + turn, sorted.at(-1)! + 1);
  const within = (a: number, b: number) => sorted.filter((value) => value >= a && value < b).length;
  const [start, end] = [within(from, from + arc), within(to - arc, to) + (step === 0 ? within(to, to + 1) : 0)];
  const least = (DENSE * sorted.length * arc) / turn;
  return start >= least && end >= least && start <= DIFFERENCE * end && end <= DIFFERENCE * start;
}
