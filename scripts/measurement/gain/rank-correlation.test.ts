import { expect, test } from 'vitest';
import { randomStream } from '../../../daemon/random/random-stream.ts';
import { bootstrapInterval, median, noiseCeiling, ranksOf, spearman } from './rank-correlation.ts';

test('equal values share the mean of their ranks', () => {
  expect([...ranksOf([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]);
  expect([...ranksOf([1, 1, 1])]).toEqual([2, 2, 2]);
  expect([...ranksOf([Infinity, 3, Infinity, -Infinity])]).toEqual([3.5, 2, 3.5, 1]);
});

test('ρ depends on the order only', () => {
  expect(spearman([1, 2, 3, 4], [1, 10, 100, 1e9])).toBeCloseTo(1, 12);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, -1])).toBeCloseTo(-1, 12);
  // Without ties: 1 − 6·Σd²/(n(n² − 1)).
  expect(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(1 - (6 * 4) / (5 * 24), 12);
});

test('ρ with ties is the correlation of the mean ranks, not the formula for distinct values', () => {
  // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
  expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  expect(spearman([1, 2, 2, 3], [1, 2, 2, 3])).toBeCloseTo(1, 12);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test('the noise ceiling is √ of the reliability of the mean over the seeds', () => {
  const random = randomStream(1, 'test');
  const truth = Array.from({ length: 2000 }, () => random.normal());
  // Each seed adds noise of deviation 2: the mean over 4 has reliability 1/(1 + 4/4).
  const seeds = truth.map((value) => Array.from({ length: 4 }, () => value + 2 * random.normal()));
  const meanOf = (chosen: readonly number[]) =>
    seeds.map((own) => chosen.reduce((sum, s) => sum + own[s]! / chosen.length, 0));
  const ceiling = noiseCeiling(4, (one, other) => spearman(meanOf(one), meanOf(other)));
  expect(ceiling).toBeCloseTo(Math.sqrt(0.5), 1);
  expect(spearman(truth, meanOf([0, 1, 2, 3]))).toBeCloseTo(ceiling, 1);
});

test('halves are disjoint and counted once; of an odd number of seeds each is left out in turn', () => {
  const halvesOf = (seeds: number) => {
    const halves: string[] = [];
    noiseCeiling(seeds, (one, other) => halves.push(`${one}|${other}`));
    return halves;
  };
  expect(halvesOf(2)).toEqual(['0|1']);
  expect(halvesOf(3)).toEqual(['0|1', '0|2', '1|2']);
  expect(halvesOf(4)).toEqual(['0,1|2,3', '0,2|1,3', '0,3|1,2']);
  expect(halvesOf(5).length).toBe(15);
  // Three seeds from single ones that agree by ½: 3·½/(1 + 2·½).
  expect(noiseCeiling(3, () => 0.5)).toBeCloseTo(Math.sqrt(0.75), 12);
});

test('medians, and the interval of a figure of groups', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
  const [low, high] = bootstrapInterval([0, 1], (drawn) => drawn.reduce((sum, value) => sum + value / 2, 0), 400);
  expect([low, high]).toEqual([0, 1]);
});
