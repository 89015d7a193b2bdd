import { type RandomStream, randomStream } from '../../random/random-stream.ts';
import { meanAndError } from '../mean-and-error.ts';
import { type Comparison, drawsOf } from './comparison.ts';
import { distanceBetween, distanceOfHalves, pooled, project } from './projections.ts';
import type { SampleYardstick } from './yardstick.ts';

const DIRECTIONS = 100;
/** Random divisions of the data into two draws. A further one is within the range of these 19 times out of 20. */
const DIVISIONS = 39;
/** Multiplications that projecting the rows may cost. */
const WORK = 3e8;
const MOST_ROWS = 4000;
const FEWEST_ROWS = 10;

/**
 * Sliced Wasserstein distance of order 1 (Bonneel et al. 2015, there of order 2): the mean over random directions θ of
 * W₁(θ·x, θ·y) = ∫ |F(t) − G(t)| dt, F and G the distribution functions of the projections.
 */
export const slicedWasserstein: SampleYardstick = {
  name: 'slicedWasserstein',
  title: 'Sliced Wasserstein distance',
  unit: 'data standard deviations',
  better: 'lower',
  ideal: 'reference',
  shows:
    'How far samples have to be moved to be distributed like the data, on average over random directions onto which both are projected.',
  cannotShow:
    'Fine structure, or relations among a few of many columns: they hardly change the projections, and soon less than chance does.',
  paper: 'Bonneel, Rabin, Peyré, Pfister 2015, Sliced and Radon Wasserstein Barycenters of Measures',
  compute: (comparison: Comparison) => {
    const { width, seed } = comparison;
    const draws = drawsOf(comparison, Math.min(MOST_ROWS, WORK / (3 * DIRECTIONS * width)));
    const { n } = draws;
    const finite = finiteRows(draws.samples, width);
    const m = finite.length / width;
    if (n < FEWEST_ROWS || m < FEWEST_ROWS) return null;
    const random = randomStream(seed, 'yardsticks', 'directions');
    const divisions = Array.from({ length: DIVISIONS }, () => divided(random, 2 * n));
    const distances = new Float64Array(DIRECTIONS);
    const references = new Float64Array(DIVISIONS);
    const potentials = { first: new Float64Array(m), second: new Float64Array(n) };
    for (let k = 0; k < DIRECTIONS; k++) {
      const direction = directionOf(random, width);
      const data = project(draws.data, direction);
      distances[k] = distanceBetween(pooled(project(finite, direction), data), potentials);
      const both = pooled(data, project(draws.others, direction));
      for (const [i, sides] of divisions.entries()) references[i]! += distanceOfHalves(both, sides) / DIRECTIONS;
    }
    const { mean, se } = meanAndError(distances);
    // To first order, W₁ varies over draws as the difference between the mean potentials of both sets.
    const [ofSamples, ofData] = [meanAndError(potentials.first).se, meanAndError(potentials.second).se];
    return {
      value: mean,
      se: Math.hypot(se, ofSamples / DIRECTIONS, ofData / DIRECTIONS),
      reference: {
        value: meanAndError(references).mean,
        low: Math.min(...references),
        high: Math.max(...references),
      },
      rows: m,
    };
  },
};

/** Uniform on the sphere. */
function directionOf(random: RandomStream, width: number): Float64Array {
  const direction = Float64Array.from({ length: width }, () => random.normal());
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  return direction.map((value) => value / length);
}

/** 1 for a random half, −1 for the others. */
function divided(random: RandomStream, n: number): Int8Array {
  const sides = new Int8Array(n).fill(-1);
  for (const at of random.permutation(n).subarray(0, n / 2)) sides[at] = 1;
  return sides;
}

function finiteRows(rows: Float64Array, width: number): Float64Array {
  const finite = Array.from({ length: rows.length / width }, (_, row) =>
    rows.subarray(row * width, (row + 1) * width),
  ).filter((row) => row.every(Number.isFinite));
  const out = new Float64Array(finite.length * width);
  for (const [i, row] of finite.entries()) out.set(row, i * width);
  return out;
}
