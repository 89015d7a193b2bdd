import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { classifierTest } from './classifier-test.ts';
import { compareRows } from './comparison.ts';
import { normalRows } from './testing/point-sets.ts';
import { isLikeData } from './yardstick.ts';

const measure = (samples: Float64Array, data: Float64Array, width: number, seed = 1) =>
  classifierTest.compute(compareRows({ samples, data, width, isOneUnit: true, seed }))!;

/** Two interleaved half circles, as the toy density of this name. */
function moons(n: number, seed: number): Float64Array {
  const random = randomStream(seed, 'moons');
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const upper = random.integer(2) === 0;
    const t = Math.PI * random.uniform();
    out[2 * i] = (upper ? Math.cos(t) : 1 - Math.cos(t)) + 0.1 * random.normal();
    out[2 * i + 1] = (upper ? Math.sin(t) : 0.5 - Math.sin(t)) + 0.1 * random.normal();
  }
  return out;
}

/** A Gaussian with the mean and the covariance of these rows in the plane. */
function gaussianLike(rows: Float64Array, n: number, seed: number): Float64Array {
  const count = rows.length / 2;
  const mean = [0, 1].map((d) => rows.reduce((sum, value, at) => (at % 2 === d ? sum + value / count : sum), 0));
  const covariance = (a: number, b: number) =>
    Array.from({ length: count }, (_, i) => (rows[2 * i + a]! - mean[a]!) * (rows[2 * i + b]! - mean[b]!)).reduce(
      (sum, product) => sum + product / count,
      0,
    );
  const first = Math.sqrt(covariance(0, 0));
  const shared = covariance(0, 1) / first;
  const second = Math.sqrt(covariance(1, 1) - shared * shared);
  const normals = normalRows(n, 2, seed);
  return normals.map((value, at) =>
    at % 2 === 0 ? mean[0]! + first * value : mean[1]! + shared * normals[at - 1]! + second * value,
  );
}

test('two draws of one density cannot be told apart', () => {
  const { value, se, reference, rows } = measure(moons(400, 1), moons(400, 2), 2);
  expect(rows).toBe(400);
  // Of 400 held-out rows.
  expect(reference).toEqual({ value: 0.5, low: 0.45, high: 0.55 });
  expect(Math.abs(value - 0.5)).toBeLessThan(3 * se);
  expect(se).toBeCloseTo(0.025, 3);
});

test('two moons and a Gaussian of equal moments are told apart', () => {
  const data = moons(400, 1);
  const measured = measure(gaussianLike(data, 400, 2), data, 2);
  expect(measured.value).toBeGreaterThan(0.65);
  expect(isLikeData(classifierTest, measured)).toBe(false);
});

test('a scale that is a fifth too small in each of many columns, which a vote of neighbors does not show', () => {
  const { value } = measure(
    normalRows(300, 40, 1, (z) => 0.8 * z),
    normalRows(300, 40, 2),
    40,
  );
  expect(value).toBeGreaterThan(0.7);
});

test('columns that depend on each other, which no single column shows', () => {
  const pairs = normalRows(300, 20, 1);
  const samples = pairs.map((value, at) => (at % 2 === 0 ? value : 0.9 * pairs[at - 1]! + Math.sqrt(0.19) * value));
  expect(measure(samples, normalRows(300, 20, 2), 20).value).toBeGreaterThan(0.7);
});

test('samples that are far away or not finite are told apart, and hide no other difference', () => {
  const broken = (rows: Float64Array, share: number) =>
    rows.map((value, at) => (at % 100 < 100 * share ? [1e300, -Infinity, Number.NaN][at % 3]! : value));
  const data = normalRows(300, 1, 2);
  expect(measure(broken(normalRows(300, 1, 1), 1), data, 1).value).toBe(1);
  const { value } = measure(
    broken(
      normalRows(300, 1, 1, (z) => z + 2),
      0.03,
    ),
    data,
    1,
  );
  // Φ(1), the best possible accuracy for the shift alone.
  expect(Math.abs(value - 0.8413)).toBeLessThan(0.05);
});

test('the best possible accuracy for two Gaussians, Φ(|μ|/2σ), and never more', () => {
  const { value, se } = measure(
    normalRows(600, 2, 3, (z, d) => (d === 0 ? z + 1.5 : z)),
    normalRows(600, 2, 4),
    2,
  );
  // The deviation of all columns is 1. Φ(0.75).
  expect(Math.abs(value - 0.7734)).toBeLessThan(3 * se);
});
