import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotSteps } from './snapshot-steps.ts';

const MB = 1e6;
const DEFAULTS = { history: 20, historyBytes: 256 * MB };

test('about twenty steps, evenly spaced by their logarithm', () => {
  expect(snapshotSteps(2000, 4000, DEFAULTS)).toEqual([
    1, 2, 3, 5, 7, 10, 14, 21, 31, 45, 65, 96, 140, 205, 299, 437, 640, 935, 1368,
  ]);
  const long = snapshotSteps(100_000, 4000, DEFAULTS);
  expect(long).toHaveLength(20);
  // Up to the last step, which has a checkpoint.
  const ratios = [...long, 100_000].slice(11).map((step, i) => step / long[i + 10]!);
  expect(Math.max(...ratios) / Math.min(...ratios)).toBeLessThan(1.01);
});

test('fewer if they would take more bytes than allowed, and none without a history', () => {
  expect(snapshotSteps(10_000, 64 * MB, DEFAULTS)).toEqual([1, 10, 100, 1000]);
  expect(snapshotSteps(10_000, 200 * MB, DEFAULTS)).toEqual([1]);
  expect(snapshotSteps(10_000, 300 * MB, DEFAULTS)).toEqual([]);
  expect(snapshotSteps(10_000, 4000, { ...DEFAULTS, history: 0 })).toEqual([]);
  expect(snapshotSteps(1, 4000, DEFAULTS)).toEqual([]);
});

test('ascending, before the last step, within number and bytes', () => {
  const whole = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(whole(1e9), whole(1e9), whole(100), whole(1e9), (steps, bytes, history, historyBytes) => {
      const chosen = snapshotSteps(steps, bytes, { history, historyBytes });
      expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
      expect(chosen.length).toBeLessThanOrEqual(history);
      expect(chosen.length * bytes).toBeLessThanOrEqual(historyBytes);
      for (const step of chosen) expect(step >= 1 && step < steps).toBe(true);
    }),
  );
});
