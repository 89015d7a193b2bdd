import { expect, test } from 'vitest';
import { geometricMean, quantile, timingOf } from './statistics.ts';

test('quantiles lie between the values', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([5], 0.9)).toBe(5);
});

test('an outlier moves neither median nor spread much', () => {
  const timing = timingOf([1, 1.1, 0.9, 1, 60]);
  expect(timing.median).toBe(1);
  expect(timing.best).toBe(0.9);
  expect(timing.spread).toBeCloseTo(0.05);
});

test('ratios are averaged on the logarithmic scale', () => {
  expect(geometricMean([2, 0.5])).toBeCloseTo(1);
});
