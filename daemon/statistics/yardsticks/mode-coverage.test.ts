import { expect, test } from 'vitest';
import { modeCoverage } from './mode-coverage.ts';

const modes = { centers: [[0], [10]], sigma: 1 };
const repeated = (value: number, times: number): number[] => new Array(times).fill(value);

test('a mode is covered from a quarter of its expected samples on', () => {
  const covered = (few: number) =>
    modeCoverage.compute([...repeated(0, 80 - few), ...repeated(10, few)], modes)!.covered;
  expect([covered(9), covered(10)]).toEqual([1, 2]);
});

test('near are samples within four standard deviations, each near one mode', () => {
  expect(modeCoverage.compute([-4, 4, 4.01, 6, 14, Number.NaN, Infinity, 1e300], modes)).toEqual({
    covered: 2,
    of: 2,
    nearShare: 4 / 8,
    // P(|z| ≤ 4).
    expectedNearShare: expect.closeTo(0.99993666, 8),
    counts: [2, 2],
    rows: 8,
  });
  const close = { centers: [[0], [2]], sigma: 1 };
  expect(modeCoverage.compute([-3, 0.9, 1.1, 3], close)!.counts).toEqual([2, 2]);
});

test('points in the plane', () => {
  const plane = { centers: [[0, 0], [10, 10]], sigma: 1 }; // biome-ignore format: two points
  expect(modeCoverage.compute([3, 2.7, 3, 2.6, 10, 10], plane)).toMatchObject({ counts: [1, 1], nearShare: 2 / 3 });
});

test('no samples', () => {
  expect(modeCoverage.compute([], modes)).toBeNull();
});
