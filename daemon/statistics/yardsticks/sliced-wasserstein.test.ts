import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { compareRows } from './comparison.ts';
import { distanceBetween, distanceOfHalves, pooled } from './projections.ts';
import { slicedWasserstein } from './sliced-wasserstein.ts';
import { normalRows } from './testing/point-sets.ts';
import { isLikeData } from './yardstick.ts';

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
    normalRows(300, 3, 1, (z, d) => z + (d === 0 ? 2 : 0)),
    normalRows(600, 3, 2),
    3,
  );
  expect(Math.abs(value - 1)).toBeLessThan(4 * se);
  expect(se).toBeLessThan(0.1);
  expect(reference.high).toBeLessThan(0.2);
});

test('another scale: |s − 1| √(2/π) in all directions', () => {
  const { value, se } = measure(
    normalRows(300, 4, 1, (z) => 2 * z),
    normalRows(600, 4, 2),
    4,
  );
  expect(Math.abs(value - Math.sqrt(2 / Math.PI))).toBeLessThan(4 * se);
});

test('the error is the standard deviation over draws and directions', () => {
  const measures = Array.from({ length: 24 }, (_, i) =>
    measure(
      normalRows(30, 2, 2 * i, (z) => z + 0.5),
      normalRows(60, 2, 2 * i + 1),
      2,
      i,
    ),
  );
  const mean = measures.reduce((sum, { value }) => sum + value / 24, 0);
  const deviation = Math.sqrt(measures.reduce((sum, { value }) => sum + (value - mean) ** 2 / 23, 0));
  const error = measures.reduce((sum, { se }) => sum + se / 24, 0);
  expect(error / deviation).toBeGreaterThan(0.65);
  expect(error / deviation).toBeLessThan(1.5);
});

test('two draws of one density are within the range of the reference', () => {
  const measured = measure(normalRows(200, 2, 1), normalRows(400, 2, 2), 2);
  expect(isLikeData(slicedWasserstein, measured)).toBe(true);
  const shifted = measure(
    normalRows(200, 2, 1, (z) => z + 0.3),
    normalRows(400, 2, 2),
    2,
  );
  expect(isLikeData(slicedWasserstein, shifted)).toBe(false);
});

test('one sample that is far away does not decide, and those that are not finite are left out', () => {
  const [samples, data] = [normalRows(200, 2, 1), normalRows(400, 2, 2)];
  const value = measure(samples, data, 2).value;
  samples[0] = 100;
  // 100/200, times the mean of |cos|.
  expect(measure(samples, data, 2).value).toBeLessThan(value + 0.4);
  samples[1] = Number.NaN;
  expect(measure(samples, data, 2)).toMatchObject({ rows: 199, value: expect.closeTo(value, 1) });
});

test('in one column, the distance itself', () => {
  const [samples, data] = [Float64Array.from({ length: 20 }, (_, i) => i), Float64Array.from({ length: 40 }, () => 5)];
  // The data are constant, so that their unit is kept: the mean of |i − 5|.
  expect(measure(samples, data, 1).value).toBeCloseTo((15 + 105) / 20, 12);
});
