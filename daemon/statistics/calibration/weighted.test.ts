/** Rows with weights among samples of the model that they follow. */
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { effectiveSampleSize } from '../mean-and-error.ts';
import { countInterval } from './count-interval.ts';
import { sharesUpTo, uniformRanks } from './ranks.ts';
import { uniformity, unitCounts } from './uniformity.ts';

const RUNS = 600;
const ROWS = 400;
const LEVELS = [0.05, 0.1, 0.5];

/** Weights are importance weights of rows from a normal distribution that is too wide, or have nothing to do with the rows. */
const CASES = {
  'lognormal weights': { spread: 1, weight: (_: number, random: () => number) => Math.exp(random()) },
  'importance weights': { spread: 2, weight: (x: number) => Math.exp(-x * x * (1 / 2 - 1 / 8)) },
} as const;

test.each(Object.keys(CASES) as (keyof typeof CASES)[])('%s: p is uniform for a right model', (name) => {
  const { spread, weight } = CASES[name];
  const random = randomStream(7, 'weighted ranks', name);
  const samples = Float64Array.from({ length: 1500 }, () => random.normal());
  const found = LEVELS.map(() => 0);
  let ignored = 0;
  for (let run = 0; run < RUNS; run++) {
    const rows = Float64Array.from({ length: ROWS }, () => spread * random.normal());
    const weights = rows.map((x) => weight(x, () => random.normal()));
    for (let i = 0; i < samples.length; i++) samples[i] = random.normal();
    const ranks = uniformRanks(rows, samples, 0, random);
    const { p } = uniformity(ranks, samples.length, weights);
    for (const [i, level] of LEVELS.entries()) if (p < level) found[i]!++;
    if (uniformity(ranks, samples.length).p < 0.05) ignored++;
  }
  // Four standard errors of the share, and a fifth of the level for what is only right for many rows.
  for (const [i, level] of LEVELS.entries()) {
    const tolerance = 4 * Math.sqrt((level * (1 - level)) / RUNS) + level / 5;
    expect(Math.abs(found[i]! / RUNS - level)).toBeLessThan(tolerance);
  }
  // The test can fail: without the weights, rows of another spread are seen.
  if (spread !== 1) expect(ignored).toBe(RUNS);
});

test('nineteen of twenty weighted shares are in the bands of the effective sample size', () => {
  const random = randomStream(8, 'weighted bands');
  let [within, bins] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const ranks = Float64Array.from({ length: ROWS }, () => random.uniform());
    const weights = ranks.map(() => Math.exp(random.normal()));
    const counts = unitCounts(ranks, 4, weights);
    const size = Math.round(effectiveSampleSize(weights));
    expect(counts.reduce((sum, own) => sum + own, 0)).toBeCloseTo(size, 9);
    const [low, high] = countInterval(size, { share: 1 / 4, samples: Infinity });
    for (const own of counts) {
      bins++;
      if (own >= low && own <= high) within++;
    }
  }
  // The bands have at least 95 %, since counts are whole numbers; weighted counts are not, and have a little less.
  expect(within / bins).toBeGreaterThan(0.93);
  expect(within / bins).toBeLessThan(0.975);
});

test('weights of one and two count as often as the rows', () => {
  const ranks = Float64Array.of(0.1, 0.4, 0.7);
  const twice = Float64Array.of(0.1, 0.4, 0.4, 0.7);
  const weights = Float64Array.of(1, 2, 1);
  expect(uniformity(ranks, Infinity, weights).distance).toBeCloseTo(uniformity(twice, Infinity).distance, 12);
  expect(sharesUpTo(ranks, [0.2, 0.4, 0.9], weights)).toEqual(sharesUpTo(twice, [0.2, 0.4, 0.9]));
  expect(uniformity(ranks, Infinity, Float64Array.of(1, 1, 1))).toEqual(uniformity(ranks, Infinity));
});
