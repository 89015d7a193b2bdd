import { expect, test } from 'vitest';
import { compareRows } from './comparison.ts';
import { coveredShare, neighborhoodsOf } from './neighbors/neighborhoods.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { cornerRows, normalRows } from './testing/point-sets.ts';
import { isLikeData } from './yardstick.ts';

const ALL = [0, 1, 2, 3];
const measure = (samples: Float64Array, data: Float64Array) => {
  const comparison = compareRows({ samples, data, width: 2, isOneUnit: true, seed: 1 });
  return { precision: precision.compute(comparison)!, recall: recall.compute(comparison)! };
};

test('radii and coverage, as a plain search finds them', () => {
  const width = 20;
  const [rows, points] = [normalRows(60, width, 1), normalRows(40, width, 2, (z) => 1.1 * z)];
  const square = (a: Float64Array, i: number, b: Float64Array, j: number) =>
    Array.from({ length: width }, (_, d) => (a[i * width + d]! - b[j * width + d]!) ** 2).reduce((x, y) => x + y, 0);
  const index = (n: number) => Array.from({ length: n }, (_, i) => i);
  const radii = index(60).map(
    (i) =>
      index(60)
        .filter((j) => j !== i)
        .map((j) => square(rows, i, rows, j))
        .sort((a, b) => a - b)[2]!,
  );
  const neighborhoods = neighborhoodsOf(rows, width, 3);
  for (const [i, radius] of radii.entries()) expect(neighborhoods.squares[i]).toBeCloseTo(radius, 9);
  const covered = index(40).filter((p) => radii.some((radius, i) => square(points, p, rows, i) <= radius));
  expect(covered.length).toBeGreaterThan(5);
  expect(covered.length).toBeLessThan(35);
  expect(coveredShare(points, neighborhoods)).toBe(covered.length / 40);
});

test('draws of the data are like data', () => {
  const both = measure(cornerRows(400, ALL, 1), cornerRows(800, ALL, 2));
  expect(isLikeData(precision, both.precision)).toBe(true);
  expect(isLikeData(recall, both.recall)).toBe(true);
  expect(both.precision.reference.high).toBeLessThanOrEqual(1);
  expect(both.precision).toMatchObject({ rows: 400, reference: { value: expect.toSatisfy((share) => share > 0.9) } });
});

test('a model that drops two of four modes has half the recall and full precision', () => {
  const both = measure(cornerRows(400, [0, 3], 1), cornerRows(800, ALL, 2));
  expect(isLikeData(precision, both.precision)).toBe(true);
  expect(Math.abs(both.recall.value - both.recall.reference.value / 2)).toBeLessThan(4 * both.recall.se);
});

test('a model of which every third sample is nonsense has two thirds of the precision and full recall', () => {
  const samples = cornerRows(300, ALL, 1).map((value, at) => ((at >> 1) % 3 === 0 ? value + 50 : value));
  const both = measure(samples, cornerRows(600, ALL, 2));
  expect(Math.abs(both.precision.value - (2 / 3) * both.precision.reference.value)).toBeLessThan(4 * both.precision.se);
  expect(both.recall.value).toBeGreaterThan(0.85);
});

test('a model that draws one row again and again has precision 1 and no recall', () => {
  const data = cornerRows(800, ALL, 2);
  const samples = Float64Array.from({ length: 800 }, (_, at) => data[at % 2]!);
  const both = measure(samples, data);
  expect(both.precision.value).toBe(1);
  expect(both.recall.value).toBeLessThan(0.01);
  // With an error nevertheless.
  expect(both.precision.se).toBeGreaterThan(1e-3);
});

test('samples that are not finite are in no neighborhood and have none', () => {
  const good = cornerRows(400, ALL, 1);
  const samples = good.map((value, at) => (at % 4 === 0 ? Number.NaN : value));
  const both = measure(samples, cornerRows(800, ALL, 2));
  expect(both.precision.value).toBeLessThan(0.5);
  expect(both.recall.value).toBeGreaterThan(0.8);
  expect(
    measure(
      good.map(() => Infinity),
      cornerRows(800, ALL, 2),
    ).recall.value,
  ).toBe(0);
});

test('too few rows', () => {
  const comparison = compareRows({
    samples: normalRows(9, 1, 1),
    data: normalRows(7, 1, 2),
    width: 1,
    isOneUnit: true,
    seed: 1,
  });
  expect(precision.compute(comparison)).toBeNull();
});
