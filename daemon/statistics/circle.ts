/** Angles: values on a circle, whose ends are the same place. Also runs in browsers. */

/** Values are in [start, start + period). */
export interface Circle {
  readonly start: number;
  readonly period: number;
}

/** @param turn as results have it; null: there is no angle */
export function circleOf(turn: readonly [start: number, period: number] | null): Circle | null {
  return turn && { start: turn[0], period: turn[1] };
}

/** The same place on the circle, in [start, start + period). */
export function onCircle(x: number, { start, period }: Circle): number {
  const turned = x - period * Math.floor((x - start) / period);
  return turned >= start + period ? start : turned;
}

/** The shorter way from one place to another, at most half a turn. */
export function shorterWay(from: number, to: number, period: number): number {
  const way = to - from;
  return way - period * Math.round(way / period);
}

/** Values with weights; a value that is not finite does not count. */
export interface WeightedValues {
  readonly length: number;
  value(i: number): number;
  weight(i: number): number;
}

/** A resultant below this share of the weight points nowhere: the values are all around the circle. */
const NOWHERE = 1e-6;

/**
 * The circular mean, which is NaN if the values have none, and the root of the mean square of the shorter ways from it. These are at
 * most half a turn, so that the deviation of values all around the circle is that of uniform ones.
 */
export function circularMoments(
  values: WeightedValues,
  circle: Circle,
): { readonly mean: number; readonly std: number } {
  const { start, period } = circle;
  const scale = (2 * Math.PI) / period;
  let [total, cosine, sine] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const [value, weight] = [values.value(i), values.weight(i)];
    if (!Number.isFinite(value) || !(weight > 0)) continue;
    total += weight;
    cosine += weight * Math.cos(scale * (value - start));
    sine += weight * Math.sin(scale * (value - start));
  }
  if (total === 0) return { mean: Number.NaN, std: Number.NaN };
  if (Math.hypot(cosine, sine) < NOWHERE * total) return { mean: Number.NaN, std: period / Math.sqrt(12) };
  const mean = onCircle(start + Math.atan2(sine, cosine) / scale, circle);
  let square = 0;
  for (let i = 0; i < values.length; i++) {
    const [value, weight] = [values.value(i), values.weight(i)];
    if (Number.isFinite(value) && weight > 0) square += (weight / total) * shorterWay(mean, value, period) ** 2;
  }
  return { mean, std: Math.sqrt(square) };
}

/** As `circularMoments`, of values that all count alike. */
export function circularMomentsOf(values: ArrayLike<number>, circle: Circle) {
  return circularMoments({ length: values.length, value: (i) => values[i]!, weight: () => 1 }, circle);
}

/** Values along a path, each on the turn on which it is nearest to the one before it. @param from the index of one that stays as it is */
export function unwrapped(values: ArrayLike<number>, from: number, period: number): Float64Array {
  const found = Float64Array.from(values);
  for (const step of [1, -1]) {
    let last = found[from]!;
    for (let i = from + step; i >= 0 && i < found.length; i += step) {
      if (!Number.isFinite(found[i])) continue;
      if (Number.isFinite(last)) found[i] = last + shorterWay(last, found[i]!, period);
      last = found[i]!;
    }
  }
  return found;
}
