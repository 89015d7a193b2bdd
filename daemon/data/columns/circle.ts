import { add, sub } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { floor } from '../../tensor/ops/unary.ts';
import { ALPHA, defineStep, type FittedStep } from './define-step.ts';
import { interval } from './interval.ts';
import type { Weighted } from './location-scale.ts';
import { shifted, short } from './short.ts';

/** Arcs that rows are counted in. */
const ARCS = 72;
/** Arcs on each side that an arc is averaged with. */
const SIDE = 3;

/** An angle: the circle is cut where rows are rarest, and its length is mapped as that between two bounds. */
export const circle = defineStep({
  type: 'circle',
  describe: ({ center, scale }) =>
    `logit(α + (1 − 2α)u), u = ((${shifted(center - scale / 2)}) mod ${short(scale)})/${short(scale)}, α = ${ALPHA}`,
  forward: (v, step) => interval.forward(v - Math.round(v), step),
  inverse: (z, step) => interval.inverse(z, step),
  logSlope: (v, step) => interval.logSlope(v - Math.round(v), step),
  forwardGraph: (v, steps) => interval.forwardGraph(sub(v, floor(add(v, scalar(0.5)))), steps),
  inverseGraph: (z, steps) => interval.inverseGraph(z, steps),
});

/** @param sample values in [0, period) */
export function fitCircle(sample: Weighted, period: number): FittedStep {
  const cut = (emptiest(sample, period) * period) / ARCS;
  return { stage: 'bounds', type: circle.type, center: cut + period / 2, scale: period };
}

/** The middle of the longest run of arcs with the fewest rows, in arcs. */
function emptiest({ values, weights }: Weighted, period: number): number {
  const counts = new Float64Array(ARCS);
  for (const [i, value] of values.entries()) {
    const turn = value / period - Math.floor(value / period);
    counts[Math.min(ARCS - 1, Math.floor(turn * ARCS))]! += weights?.[i] ?? 1;
  }
  const smooth = counts.map((_, arc) => {
    let sum = 0;
    for (let k = -SIDE; k <= SIDE; k++) sum += counts[(arc + k + ARCS) % ARCS]!;
    return sum;
  });
  const least = smooth.reduce((a, b) => Math.min(a, b));
  const isLeast = (arc: number) => smooth[arc % ARCS]! === least;
  if (smooth.every((_, arc) => isLeast(arc))) return 0;
  let [start, length] = [0, 0];
  for (let arc = 0; arc < ARCS; arc++) {
    if (isLeast(arc + ARCS - 1)) continue;
    let run = 0;
    while (isLeast(arc + run)) run++;
    if (run > length) [start, length] = [arc, run];
  }
  return (start + length / 2) % ARCS;
}
