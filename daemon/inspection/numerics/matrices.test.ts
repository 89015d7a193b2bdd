import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { Covariance } from './covariance.ts';
import { conditionNumber, logAbsDeterminant } from './matrices.ts';
import { quantile, spreadOf } from './spread.ts';

test('determinants: rows are exchanged where a pivot vanishes; singular matrices have none', () => {
  expect(logAbsDeterminant(Float64Array.of(0, 2, 3, 0))).toBeCloseTo(Math.log(6), 14);
  expect(logAbsDeterminant(Float64Array.of(2, 1, 1, 1, 3, 2, 1, 0, 0))).toBeCloseTo(0, 14);
  expect(logAbsDeterminant(Float64Array.of(1, 2, 2, 4))).toBe(-Infinity);
});

test('condition numbers are accurate where the small singular value is tiny', () => {
  expect(conditionNumber(Float64Array.of(3, 0, 0, 3))).toBe(1);
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  // A rotation of diag(1e6, 1e-6).
  expect(conditionNumber(Float64Array.of(1e6 * c, -1e6 * s, 1e-6 * s, 1e-6 * c)) / 1e12).toBeCloseTo(1, 9);
  // [[1, t], [0, 1]]: the ratio is ((t + √(t² + 4))/2)².
  expect(conditionNumber(Float64Array.of(1, 3, 0, 1))).toBeCloseTo(((3 + Math.sqrt(13)) / 2) ** 2, 10);
  expect(conditionNumber(Float64Array.of(1, 2, 2, 4))).toBe(Infinity);
  expect(conditionNumber(Float64Array.of(1, Number.NaN, 0, 1))).toBeNaN();
});

test('the fitted Gaussian: its NLL is the mean of −ln N(x; mean, covariance) over the rows, far from 0 too', () => {
  const random = randomStream(1, 'covariance');
  const n = 500;
  const rows = Float64Array.from({ length: 2 * n }, (_, i) => 1e6 * (i % 2) + (1 + (i % 2)) * random.normal());
  for (let i = 0; i < n; i++) rows[2 * i]! += 0.5 * (rows[2 * i + 1]! - 1e6);
  const mean = [0, 1].map((d) => rows.filter((_, i) => i % 2 === d).reduce((sum, value) => sum + value / n, 0));
  const centered = rows.map((value, i) => value - mean[i % 2]!);
  const second = (a: number, b: number) =>
    Array.from({ length: n }, (_, i) => centered[2 * i + a]! * centered[2 * i + b]!).reduce((s, v) => s + v / n, 0);
  const [v0, v1, v01] = [second(0, 0), second(1, 1), second(0, 1)];
  const determinant = v0 * v1 - v01 ** 2;
  const nll = (x: number, y: number) =>
    Math.log(2 * Math.PI) +
    0.5 * Math.log(determinant) +
    0.5 * ((v1 * x * x - 2 * v01 * x * y + v0 * y * y) / determinant);
  const expected = Array.from({ length: n }, (_, i) => nll(centered[2 * i]!, centered[2 * i + 1]!)).reduce(
    (s, v) => s + v / n,
    0,
  );
  const full = new Covariance(2, false);
  for (let i = 0; i < n; i += 100) full.add(rows.subarray(2 * i), 100);
  expect(full.gaussianNll()).toBeCloseTo(expected, 9);
  const diagonal = new Covariance(2, true);
  diagonal.add(rows, n);
  expect(diagonal.gaussianNll()).toBeCloseTo(Math.log(2 * Math.PI * Math.E) + 0.5 * Math.log(v0 * v1), 9);
  const flat = new Covariance(2, false);
  flat.add([1, 2, 2, 4, 3, 6], 3);
  expect(flat.gaussianNll()).toBeNaN();
});

test('spreads: percentiles between order statistics, and exactly 0 for equal values', () => {
  const { mean, std, p10, p50, p90 } = spreadOf(Float64Array.of(5, 1, 2, 4, 3));
  expect([mean, p10, p50, p90]).toEqual([3, 1.4, 3, 4.6]);
  expect(std).toBeCloseTo(Math.sqrt(2.5), 14);
  expect(spreadOf(new Float64Array(1000).fill(0.1))).toMatchObject({ mean: 0.1, std: 0 });
  expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
});
