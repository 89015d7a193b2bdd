import { expect, test } from 'vitest';
import { logNormalCdf } from './normal-distribution.ts';
import { logStudentTail, lowerStudentQuantile } from './student-t.ts';

test('one and two degrees of freedom have closed forms', () => {
  for (const t of [0, -1e-6, -0.3, -1, -5, -1e3, -1e8]) {
    // arctan of a large number is π/2 minus that of its reciprocal.
    const cauchy = t < -1 ? Math.atan(-1 / t) / Math.PI : 0.5 + Math.atan(t) / Math.PI;
    expect(logStudentTail(t, 1)).toBeCloseTo(Math.log(cauchy), 12);
    const two = t < -1 ? 1 / (t * t + 2 - t * Math.sqrt(t * t + 2)) : 0.5 * (1 + t / Math.sqrt(t * t + 2));
    expect(logStudentTail(t, 2)).toBeCloseTo(Math.log(two), 12);
  }
});

test('published values', () => {
  // P(T ≤ −2.5706) = 0.025 for 5 degrees of freedom, P(T ≤ −2.0423) = 0.025 for 30 (tables of the distribution).
  expect(Math.exp(logStudentTail(-2.5705818, 5))).toBeCloseTo(0.025, 8);
  expect(Math.exp(logStudentTail(-2.0422725, 30))).toBeCloseTo(0.025, 8);
});

test('with many degrees of freedom it is the normal distribution', () => {
  for (const t of [-0.1, -1, -4]) expect(logStudentTail(t, 1e6)).toBeCloseTo(logNormalCdf(t), 3);
});

test('the quantile inverts it, also far out', () => {
  for (const degrees of [0.3, 1, 5, 40, 1e6]) {
    // Beyond that, t² is no number.
    for (const logP of [-0.7, -1, -5, -40, ...(degrees < 1 ? [] : [-300])]) {
      const t = lowerStudentQuantile(logP, degrees);
      expect(logStudentTail(t, degrees)).toBeCloseTo(logP, 8);
    }
    expect(lowerStudentQuantile(-Math.LN2, degrees)).toBe(0);
  }
});
