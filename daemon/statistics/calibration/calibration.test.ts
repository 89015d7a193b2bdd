/** Reference numbers are those of scipy 1.17. */
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { countInterval } from './count-interval.ts';
import { uniformRanks } from './ranks.ts';
import { kolmogorov, uniformity, unitCounts } from './uniformity.ts';

test('intervals of counts: binomial, and beta-binomial where samples say which part it is', () => {
  expect(countInterval(200, { share: 0.3, samples: Infinity })).toEqual([48, 73]);
  expect(countInterval(50, { share: 0.02, samples: Infinity })).toEqual([0, 3]);
  expect(countInterval(200, { share: 0.3, samples: 50 })).toEqual([34, 89]);
  expect(countInterval(10, { share: 0, samples: 5 })).toEqual([0, 0]);
  expect(countInterval(10, { share: 1, samples: 5 })).toEqual([10, 10]);
});

test('the probability of a Kolmogorov–Smirnov distance', () => {
  for (const [lambda, p] of [
    [0.5, 0.96394524],
    [1, 0.26999967],
    [1.5, 0.02221796],
  ] as const) {
    expect(kolmogorov(lambda)).toBeCloseTo(p, 7);
  }
  const even = Float64Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100);
  expect(uniformity(even, Infinity).distance).toBeCloseTo(0.005, 12);
  expect(uniformity(even.map(Math.sqrt), Infinity).p).toBeLessThan(1e-4);
});

test('ranks are uniform whether samples are common or not, whole numbers or not, and only if the distribution is right', () => {
  const random = randomStream(1, 'ranks');
  const draw = (n: number, spread: number, whole: boolean) =>
    Float64Array.from({ length: n }, () => {
      const value = spread * random.normal();
      return whole ? Math.round(2 * value) : value;
    });
  const found = (each: number, spread: number, whole = false) => {
    const n = 800;
    const samples = draw(each === 0 ? 4000 : n * each, 1, whole);
    const ranks = uniformRanks(draw(n, spread, whole), samples, each, random);
    return uniformity(ranks, each === 0 ? 4000 : Infinity).p;
  };
  for (const each of [0, 9]) {
    expect(found(each, 1)).toBeGreaterThan(0.02);
    expect(found(each, 1, true)).toBeGreaterThan(0.02);
    expect(found(each, 2)).toBeLessThan(1e-6);
  }
  expect([...unitCounts(Float64Array.of(0, 0.1, 0.5, 1), 2)]).toEqual([2, 2]);
});
