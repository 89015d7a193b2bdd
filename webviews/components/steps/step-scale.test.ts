import { expect, test } from 'vitest';
import { nearestStep, stepScale } from './step-scale.ts';

test('evenly spaced checkpoints are on a linear scale', () => {
  const { place, labels } = stepScale([3000, 1000, 2000, 2000]);
  expect([1000, 2000, 3000].map(place)).toEqual([0, 0.5, 1]);
  expect(labels).toEqual([1000, 3000]);
});

test('snapshots spaced by log step are on a logarithmic scale, with powers of ten below it', () => {
  const scale = stepScale([1, 3, 10, 32, 100, 316, 900, 1000]);
  expect([1, 10, 100, 1000].map((step) => scale.place(step).toFixed(3))).toEqual(['0.000', '0.333', '0.667', '1.000']);
  expect(scale.labels).toEqual([1, 10, 100, 1000]);
  expect(stepScale([20, 30, 45, 67, 99]).labels).toEqual([20, 99]);
});

test('the nearest step', () => {
  const scale = stepScale([1, 10, 100]);
  expect([0, 0.2, 0.3, 0.7, 0.8, 1].map((at) => nearestStep(scale, at))).toEqual([1, 1, 10, 10, 100, 100]);
  expect(nearestStep(stepScale([]), 0.5)).toBeNull();
  expect(nearestStep(stepScale([7]), 0.5)).toBe(7);
});

test('a step outside, such as a removed checkpoint, is placed within the slider', () => {
  const { place } = stepScale([10, 20, 30]);
  expect([place(5), place(40)]).toEqual([0, 1]);
  expect(stepScale([0, 1, 10, 100]).place(0)).toBe(0);
});

test('two close checkpoints do not determine the scale of all others', () => {
  const { place, labels } = stepScale([1, 2, 4, 8, 16, 32, 64, 128, 256, 297, 300]);
  expect(labels).toEqual([1, 10, 100]);
  expect(place(16) - place(8)).toBeGreaterThan(0.1);
  expect(stepScale([1000, 2000, 3000, 4000, 4010]).labels).toEqual([1000, 4010]);
});
