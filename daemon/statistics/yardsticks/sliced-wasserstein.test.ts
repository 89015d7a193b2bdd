import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { compareRows } from './comparison.ts';
import { distanceBetween, distanceOfHalves, pooled } from './projections.ts';
import { slicedWasserstein } from './sliced-wasserstein.ts';
import { normalRows } from './testing/point-sets.ts';

const between = (first: readonly number[], second: readonly number[]) =>
  distanceBetween(pooled(Float64Array.from(first), Float64Array.from(second)), {
    first: new Float64Array(first.length),
    second: new Float64Array(second.length),
  });

const measure = (samples: Float64Array, data: Float64Array, width: number, seed = 1) =>
  slicedWasserstein.compute(compareRows({ samples, data, width, isOneUnit: true, seed }))!;

test('distances of small sets', () => {
  expect(between([0, 1], [1.5, 0.5])).toBe(0.5);
  expect(between([0], [0, 1])).toBe(0.5);
  expect(between([3, 3, 3], [3])).toBe(0);
  const both = pooled(Float64Array.of(0, 5), Float64Array.of(1, 9));
  expect(distanceOfHalves(both, Int8Array.of(1, 1, -1, -1))).toBe(2.5);
});

test('the distance of equally many numbers is the mean difference of those of equal rank', () => {
  const random = randomStream(5, 'ranks');
  const [first, second] = [0, 1].map(() => Array.from({ length: 100 }, () => random.integer(50)));
  const ranked = [first!, second!].map((set) => set.toSorted((a, b) => a - b));
  const mean = ranked[0]!.reduce((sum, value, i) => sum + Math.abs(value - ranked[1]![i]!) / 100, 0);
  expect(between(first!, second!)).toBeCloseTo(mean, 12);
});

test('a shifted Gaussian: the mean of |θ·μ| over the sphere, within four standard errors', () => {
  // E|θ·μ| = |μ| Γ(D/2)/(√π Γ((D + 1)/2)), |μ|/2 for D = 3. The deviation of all columns is 1.
  const { value, se, reference } = measure(
    normalRows(1000, 3, 1, (z, d) => z + (d === 0 ? 2 : 0)),
    normalRows(2000, 3, 2),
    3,
  );
  expect(Math.abs(value - 1)).toBeLessThan(4 * se);
  expect(se).toBeLessThan(0.08);
  expect(reference.high).toBeLessThan(0.1);
});
