/** Where steps are on the time slider. */

export interface StepScale {
  /** Ascending, without duplicates. */
  readonly steps: readonly number[];
  /** Place of a step, 0 (first) to 1 (last). */
  place(step: number): number;
  /** Steps that are written below the slider. */
  readonly labels: readonly number[];
}

/** A scale from the first step to the last: linear or logarithmic, whichever keeps most neighbors farther apart. */
export function stepScale(unordered: readonly number[]): StepScale {
  const steps = [...new Set(unordered)].sort((a, b) => a - b);
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0];
  const linear = between(first, last, (step) => step);
  // A checkpoint of step 0 has no logarithm.
  const logarithmic = between(first, last, (step) => Math.log(Math.max(1, step)));
  const isLogarithmic = first > 0 && medianGap(steps, logarithmic) > medianGap(steps, linear);
  return {
    steps,
    place: isLogarithmic ? logarithmic : linear,
    labels: isLogarithmic ? powersOfTen(first, last) : [...new Set([first, last])],
  };
}

/** The step whose place is nearest. */
export function nearestStep({ steps, place }: StepScale, at: number): number | null {
  let nearest: number | null = null;
  for (const step of steps) {
    if (nearest === null || Math.abs(place(step) - at) < Math.abs(place(nearest) - at)) nearest = step;
  }
  return nearest;
}

function between(first: number, last: number, value: (step: number) => number): (step: number) => number {
  const span = value(last) - value(first);
  return (step) => (span === 0 ? 0 : Math.min(1, Math.max(0, (value(step) - value(first)) / span)));
}

/** The smallest distance would depend on a single pair, such as the newest checkpoint and one saved just before it. */
function medianGap(steps: readonly number[], place: (step: number) => number): number {
  const gaps = steps.slice(1).map((step, i) => place(step) - place(steps[i]!));
  return gaps.sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0;
}

/** Those in the range; its ends if there are fewer than two. */
function powersOfTen(first: number, last: number): readonly number[] {
  const powers: number[] = [];
  for (let power = 1; power <= last; power *= 10) if (power >= first) powers.push(power);
  return powers.length > 1 ? powers : [first, last];
}
