import type { Points } from '../points.ts';

/** Three groups of correlated rows, by a generator that any language can repeat exactly (scripts and bench/peers). */
export function clusterRows(count: number, seed: number): Points {
  let state = seed;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const values = new Float64Array(2 * count);
  for (let row = 0; row < count; row++) {
    const a = uniform() + uniform() + uniform() - 1.5;
    const b = uniform() + uniform() + uniform() - 1.5;
    const group = [0, 0, 1, 2][row % 4]!;
    values[2 * row] = group + a;
    values[2 * row + 1] = 0.6 * group * group - a + 0.7 * b;
  }
  return { count, width: 2, values };
}
