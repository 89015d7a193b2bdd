import { expect, test } from 'vitest';
import { roundTicks } from './ticks.ts';

const labels = (low: number, high: number, count: number) => roundTicks(low, high, count).map((tick) => tick.label);

test('round steps, equal decimals, a real minus sign', () => {
  expect(labels(-2, 3, 5)).toEqual(['−2', '−1', '0', '1', '2', '3']);
  expect(labels(0, 0.64, 4)).toEqual(['0.0', '0.2', '0.4', '0.6']);
  expect(labels(0.9, 2.2, 4)).toEqual(['1.0', '1.5', '2.0']);
  expect(labels(0, 0.3, 3)).toEqual(['0.0', '0.1', '0.2', '0.3']);
  expect(labels(0, 3e6, 3)).toEqual(['0', '1M', '2M', '3M']);
});

test('large numbers are short, and all in the same unit', () => {
  expect(labels(0, 1.2e6, 3)).toEqual(['0', '0.5M', '1.0M']);
  expect(labels(-2e5, 6e5, 4)).toEqual(['−200k', '0', '200k', '400k', '600k']);
  expect(labels(0, 22_000, 4)).toEqual(['0', '10k', '20k']);
  expect(labels(12_000, 13_000, 2)).toEqual(['12.0k', '12.5k', '13.0k']);
  expect(labels(0, 9000, 3)).toEqual(['0', '5000']);
  expect(labels(0, 4e9, 4)).toEqual(['0', '1e9', '2e9', '3e9', '4e9']);
  expect(labels(12_345, 12_355, 2)).toEqual(['12345', '12350', '12355']);
});

test('at least two ticks, where the round step between fewer is too large', () => {
  expect(labels(-9.5, -1.2, 2)).toEqual(['−8', '−6', '−4', '−2']);
  expect(labels(-1.5, 1.6, 2)).toEqual(['−1', '0', '1']);
  expect(labels(-9, 9, 1)).toEqual(['−5', '0', '5']);
  expect(labels(11, 19.9, 1).length).toBeGreaterThan(1);
});

test('all ticks lie inside the range', () => {
  for (const [low, high] of [
    [-0.37, 0.91],
    [12.3, 12.9],
    [-1e-3, 5e-3],
    [1e7, 3e7],
  ] as const) {
    const ticks = roundTicks(low, high, 5);
    expect(ticks.length).toBeGreaterThan(1);
    for (const { value } of ticks) {
      expect(value).toBeGreaterThanOrEqual(low - (high - low) * 1e-3);
      expect(value).toBeLessThanOrEqual(high + (high - low) * 1e-3);
    }
  }
});

test('no ticks where there is no range', () => {
  expect(labels(1, 1, 5)).toEqual([]);
  expect(labels(0, Number.NaN, 5)).toEqual([]);
  expect(labels(0, Number.POSITIVE_INFINITY, 5)).toEqual([]);
});

test('labels of neighboring ticks differ, however small the step is beside the values', () => {
  expect(labels(7.15e-3, 7.29e-3, 3)).toEqual(['7.15e−3', '7.20e−3', '7.25e−3']);
  expect(labels(7.15e-6, 7.29e-6, 3)).toEqual(['7.15e−6', '7.20e−6', '7.25e−6']);
  expect(labels(-2e-7, 3e-7, 5)).toEqual(['−2e−7', '−1e−7', '0', '1e−7', '2e−7', '3e−7']);
  expect(labels(1_234_567, 1_234_569, 2)).toEqual(['1234567', '1234568', '1234569']);
  for (const middle of [0, 1e-9, 7.2e-3, 1, 365.25, 20_301_111, 1.6e9, -4e15]) {
    for (const width of [1e-8, 1e-5, 3e-3, 0.4, 77, 1e5]) {
      const [low, high] = [middle - width * Math.max(1e-6, Math.abs(middle)), middle + width];
      const found = labels(low, high, 6);
      expect(new Set(found).size, `${low} … ${high}`).toBe(found.length);
    }
  }
});
