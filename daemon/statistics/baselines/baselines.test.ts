/** The numbers are those of scikit-learn 1.9 and scipy 1.17 on the same rows. */
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { fitGaussian, gaussianLogDensity } from './gaussian.ts';
import { withoutLinearMean } from './given.ts';
import { fitKernel, kernelLogDensities, scottFactor } from './kernel.ts';
import { fitMixture, improveMixture, mixtureLogDensity } from './mixture.ts';
import { effectiveCount, pointsAt } from './points.ts';
import { clusterRows } from './testing/cluster-rows.ts';

const pause = async () => {};
const [rows, held] = [clusterRows(150, 7), clusterRows(40, 11)];
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
const apart = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
const identity = { factor: Float64Array.of(1, 0, 0, 1), logDet: 0 };

test('a Gaussian with the covariance of the rows', () => {
  expect(mean(gaussianLogDensity(fitGaussian(rows)!, held))).toBeCloseTo(-2.9534886881785907, 12);
});

test('expectation maximization from the same start gives the same mixture', async () => {
  const start = {
    logWeights: new Float64Array(3).fill(Math.log(1 / 3)),
    components: [
      [0, 0],
      [1, 0.6],
      [2, 2.4],
    ].map((center) => ({ ...identity, mean: Float64Array.from(center) })),
  };
  const { mixture } = (await improveMixture(rows, start, { pause }))!;
  expect(mean(await mixtureLogDensity(mixture, held, pause))).toBeCloseTo(-2.127325686374507, 10);
  expect(Math.exp(mixture.logWeights[0]!)).toBeCloseTo(0.50567323, 7);
});

test('a mixture fits its rows at least as well as the default of scikit-learn', async () => {
  const mixture = (await fitMixture(rows, 3, randomStream(0, 'mixture'), { pause }))!;
  expect(mean(await mixtureLogDensity(mixture, rows, pause))).toBeGreaterThan(-2.33601933445312);
});

test('a kernel density estimate with a factor of the covariance', async () => {
  const kernel = fitKernel(rows)!;
  expect(kernel.factor).toBeCloseTo(0.4338285442155757, 14);
  expect(scottFactor({ count: 150, width: 2 })).toBe(kernel.factor);
  const [scott, narrow] = await kernelLogDensities(kernel, held, [kernel.factor, 0.3], pause);
  expect(mean(scott!)).toBeCloseTo(-2.685946612682107, 10);
  expect(mean(narrow!)).toBeCloseTo(-2.6498979187962464, 10);
});

test('rows on a line have no Gaussian, and a cancelled fit ends', async () => {
  const values = Float64Array.from({ length: 20 }, (_, i) => Math.floor(i / 2) * (1 + (i % 2)));
  expect(fitGaussian({ count: 10, width: 2, values })).toBeNull();
  expect(fitKernel({ count: 10, width: 2, values })).toBeNull();
  const cancelled = async () => {
    throw new Error('enough');
  };
  await expect(fitMixture(rows, 3, randomStream(0, 'm'), { pause: cancelled })).rejects.toThrow('enough');
});

test('a row with weight 2 counts as two rows, and one with weight 0 not at all', async () => {
  const weights = Float64Array.from({ length: rows.count }, (_, row) => [2, 0, 1][row % 3]!);
  const weighted = { ...rows, weights };
  const copies = [...weights].flatMap((weight, row) => new Array<number>(weight).fill(row));
  const repeated = pointsAt(rows, copies);
  const both = [weighted, repeated] as const;
  const [own, expected] = both.map((each) => gaussianLogDensity(fitGaussian(each)!, held));
  expect(apart(own!, expected!)).toBeLessThan(1e-10);
  const start = {
    logWeights: new Float64Array(2).fill(Math.log(0.5)),
    components: [
      [0, 0],
      [2, 2],
    ].map((center) => ({ ...identity, mean: Float64Array.from(center) })),
  };
  const mixtures = await Promise.all(both.map((each) => improveMixture(each, start, { pause })));
  const [mixed, alike] = await Promise.all(mixtures.map((each) => mixtureLogDensity(each!.mixture, held, pause)));
  expect(apart(mixed!, alike!)).toBeLessThan(1e-8);
  const kernels = await Promise.all(both.map((each) => kernelLogDensities(fitKernel(each)!, held, [0.4], pause)));
  expect(apart(kernels[0]![0]!, kernels[1]![0]!)).toBeLessThan(1e-10);
  // Repeated rows say no more than they do once: (Σw)²/Σw² = 150²/250 of them, for which Scott's rule is the wider one.
  expect(effectiveCount(weighted)).toBeCloseTo(90, 10);
  expect(fitKernel(weighted)!.factor).toBeCloseTo(90 ** (-1 / 6), 12);
  const given = both.map((points) => {
    return {
      points,
      context: Float64Array.from({ length: points.count }, (_, i) => points.values[2 * i]! ** 2),
      contextSize: 1,
    };
  });
  const rest = given.map((each) => withoutLinearMean(each, [given[1]!])[1]!.values);
  expect(apart(rest[0]!, rest[1]!)).toBeLessThan(1e-8);
});

test('a mixture is fitted to the rows that have weight', async () => {
  const weights = Float64Array.from({ length: rows.count }, (_, row) => (row % 4 < 2 ? 1 : 0));
  const mixture = (await fitMixture({ ...rows, weights }, 2, randomStream(0, 'mixture'), { pause }))!;
  // Only the group at x = 0 is left.
  for (const { mean: center } of mixture.components) expect(Math.abs(center[0]!)).toBeLessThan(1);
});
