import { expect, test } from 'vitest';
import { densityRegions, regionLevels } from './density-regions.ts';

const N = 400;
const EXTENT = [-6, 6, -6, 6] as const;
const AREA = (12 / N) ** 2;

/** A standard normal of the plane, times `scale`, at the cell centers. */
function normal(scale = 1): Float64Array {
  const at = (i: number) => -6 + ((i + 0.5) * 12) / N;
  return Float64Array.from({ length: N * N }, (_, i) => {
    const square = at(i % N) ** 2 + at(Math.floor(i / N)) ** 2;
    return Math.log(scale / (2 * Math.PI)) - square / 2;
  });
}

test('a disc holds the share m of a normal of the plane where its density is (1 − m)/2π', () => {
  const [half, most, nearlyAll] = regionLevels(normal(), AREA);
  expect(half).toBeCloseTo(Math.log(0.5 / (2 * Math.PI)), 2);
  expect(most).toBeCloseTo(Math.log(0.1 / (2 * Math.PI)), 2);
  expect(nearlyAll).toBeCloseTo(Math.log(0.01 / (2 * Math.PI)), 2);
});

test('a grid that holds less than a share has no level for it, and a density of zero none at all', () => {
  // Three quarters of the mass: the half of it is where two thirds of the normal are.
  const levels = regionLevels(normal(0.75), AREA);
  expect(levels[0]).toBeCloseTo(Math.log((0.75 * (1 / 3)) / (2 * Math.PI)), 2);
  expect(levels.slice(1)).toEqual([null, null]);
  expect(regionLevels(new Float64Array(9).fill(-Infinity), 1)).toEqual([null, null, null]);
});

test('both densities have levels, if the true one is known', () => {
  const grid = { extent: EXTENT, width: N, height: N, logProb: normal(), integral: 1, latents: null };
  const known = densityRegions({ ...grid, trueLogProb: normal(0.6) });
  expect(known.map(({ mass }) => mass)).toEqual([0.5, 0.9, 0.99]);
  expect(known[0]!.trueLevel).toBeLessThan(known[0]!.level!);
  expect(known[2]!.trueLevel).toBeNull();
  expect(densityRegions({ ...grid, trueLogProb: null }).map(({ trueLevel }) => trueLevel)).toEqual([null, null, null]);
});
