/** The step of a grid that numbers are on. */

/** Largest distance of a number from its place on the grid, in steps: numbers in files are rounded. */
const TOLERANCE = 0.02;
/** The smallest gap may be that of several steps. */
const MOST_STEPS = 12;
/** Fewer values are on some grid by chance. */
const FEW_VALUES = 6;
const MOST_STEPS_OF_FEW = 3;
/** More values are not needed to find the step. */
const MOST_VALUES = 2000;
/** Of a decimal fraction that is taken for the step. */
const DIGITS = 7;

/**
 * The largest step s for which all values are o + k·s with whole numbers k, up to rounding; null if there is none.
 * @param distinct at least two, in ascending order
 */
export function gridStep(distinct: Float64Array): number | null {
  const first = distinct[0]!;
  let smallest = Infinity;
  for (let i = 1; i < distinct.length; i++) smallest = Math.min(smallest, distinct[i]! - distinct[i - 1]!);
  const most = distinct.length < FEW_VALUES ? MOST_STEPS_OF_FEW : MOST_STEPS;
  for (let steps = 1; steps <= most; steps++) {
    const step = refined(distinct, smallest / steps);
    if (step !== null) return rounded(distinct, first, step);
  }
  return null;
}

/** Counts steps from each value to the next one, so that the error of the step does not add up; then their mean length. */
function refined(distinct: Float64Array, start: number): number | null {
  const count = Math.min(distinct.length, MOST_VALUES);
  let total = 0;
  for (let i = 1; i < count; i++) {
    const gap = (distinct[i]! - distinct[i - 1]!) / start;
    const whole = Math.round(gap);
    // The start is a gap of rounded numbers, so its error counts as often as it is contained.
    if (whole === 0 || Math.abs(gap - whole) > TOLERANCE * Math.max(1, Math.min(whole, 10))) return null;
    total += whole;
  }
  const step = (distinct[count - 1]! - distinct[0]!) / total;
  return isGrid(distinct, distinct[0]!, step) ? step : null;
}

function isGrid(distinct: Float64Array, origin: number, step: number): boolean {
  return distinct.every((value) => {
    const place = (value - origin) / step;
    return Math.abs(place - Math.round(place)) <= TOLERANCE;
  });
}

/** With as few digits as the grid allows: 0.1, not 0.10000000000000002. */
function rounded(distinct: Float64Array, origin: number, step: number): number {
  for (let digits = 1; digits <= DIGITS; digits++) {
    const candidate = Number(step.toPrecision(digits));
    if (Math.abs(candidate / step - 1) < 1e-9 && isGrid(distinct, origin, candidate)) return candidate;
  }
  return Number(step.toPrecision(DIGITS));
}
