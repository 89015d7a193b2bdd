import { expect, test } from 'vitest';
import { chiSquaredCdf, chiSquaredQuantile, logGamma } from './chi-squared.ts';

test('ln Γ at whole and half numbers', () => {
  let factorial = 0;
  for (let n = 1; n <= 170; n++) {
    expect(Math.abs(logGamma(n) - factorial)).toBeLessThanOrEqual(1e-13 * Math.max(1, factorial));
    factorial += Math.log(n);
  }
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 13);
});

test('with two degrees of freedom it is an exponential distribution; with one, a squared normal', () => {
  for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999999]) {
    expect(Math.abs(chiSquaredQuantile(p, 2) / (-2 * Math.log1p(-p)) - 1)).toBeLessThan(1e-9);
  }
  // Φ(1.959963984540054) = 0.975.
  expect(chiSquaredQuantile(0.95, 1)).toBeCloseTo(1.959963984540054 ** 2, 9);
});

test('quantile and distribution are inverse, also for the dimensions of images', () => {
  for (const degrees of [1, 3, 10, 64, 784, 3072]) {
    for (const p of [0.0025, 0.1, 0.5, 0.9, 0.9975]) {
      expect(chiSquaredCdf(chiSquaredQuantile(p, degrees), degrees)).toBeCloseTo(p, 10);
    }
  }
  // The median of many degrees is near k − 2/3.
  expect(chiSquaredQuantile(0.5, 784)).toBeCloseTo(784 - 2 / 3, 2);
});
