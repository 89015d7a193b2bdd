/** Whether values that go on over several turns are an angle. */
import { TURN } from './turn-ends.ts';

/** Squared mean resultant length times the number of rows: chance exceeds it in 3 of 10⁷ columns (Rayleigh). */
const FREQUENT = 15;
/** Times as strong as at frequencies close to that of the period, which a smooth density has, too. */
const PEAKED = 1.5;
const NEARBY = [0.65, 0.75, 1.25, 1.35] as const;

/** Whether the rows are in the order of their values: it is a time, or a phase that was counted on. */
export function isOrdered(values: Float64Array): boolean {
  const [first, last] = [values[0]!, values.at(-1)!];
  const sign = Math.sign(last - first);
  return values.every((value, row) => row === 0 || sign * (value - values[row - 1]!) >= 0);
}

/** Whether some part of a turn is more frequent than others, as it is with no other period. */
export function isPeriodic(values: Float64Array, own: number): boolean {
  return [1, 2].some((harmonic) => {
    const frequency = harmonic / own;
    const strength = resultant(values, frequency);
    const nearby = NEARBY.map((factor) => resultant(values, (factor - 1) / own + frequency));
    return strength >= FREQUENT && nearby.every((other) => strength >= PEAKED * other);
  });
}

/** Rayleigh's statistic: the squared mean resultant length, times the number of rows. */
function resultant(values: Float64Array, frequency: number): number {
  let [sine, cosine] = [0, 0];
  for (const value of values) {
    const angle = TURN * frequency * value;
    sine += Math.sin(angle);
    cosine += Math.cos(angle);
  }
  return (sine ** 2 + cosine ** 2) / values.length;
}
