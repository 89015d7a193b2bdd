import { expect, test } from 'vitest';
import { randomStream } from '../../../random/random-stream.ts';
import { neighborDistances } from './neighbor-distances.ts';
import { type AlternatingRows, countOf, trainNetwork } from './network.ts';
import { standardizationOf, withSquaresOf } from './standardized.ts';

const random = () => randomStream(1, 'classifier');

/** Samples with one change, in turns with standard normals. */
function turns(n: number, width: number, seed: number, change: (value: number) => number): AlternatingRows {
  const normals = randomStream(seed, 'turns');
  const values = Float64Array.from({ length: 2 * n * width }, (_, at) =>
    Math.floor(at / width) % 2 === 0 ? change(normals.normal()) : normals.normal(),
  );
  return { values, width };
}

/** Of rows that the classifier has not seen. */
function accuracy(hidden: number, change: (value: number) => number, expand: typeof withSquaresOf): number {
  const [known, held] = [turns(150, 6, 1, change), turns(300, 6, 2, change)];
  const map = expand(known);
  const scores = trainNetwork(map(known), { hidden, random: random() })(map(held));
  return scores.filter((score, row) => score > 0 === (row % 2 === 0)).length / countOf(held);
}

test('direct connections find a shift, and a scale only with squares', () => {
  expect(accuracy(0, (z) => z + 0.7, standardizationOf)).toBeGreaterThan(0.75);
  expect(accuracy(0, (z) => 0.4 * z, standardizationOf)).toBeLessThan(0.65);
  expect(accuracy(0, (z) => 0.4 * z, withSquaresOf)).toBeGreaterThan(0.85);
});

test('hidden units find what no sum of columns shows', () => {
  // The signs of two columns agree in samples.
  const agreeing = (n: number, seed: number): AlternatingRows => {
    const rows = turns(n, 2, seed, (z) => z);
    const values = rows.values.map((value, at) =>
      at % 4 === 1 ? Math.sign(rows.values[at - 1]!) * Math.abs(value) : value,
    );
    return { values, width: 2 };
  };
  const [known, held] = [agreeing(800, 1), agreeing(300, 2)];
  const found = (hidden: number) =>
    trainNetwork(known, { hidden, random: random() })(held).filter((score, row) => score > 0 === (row % 2 === 0))
      .length / 600;
  // At most 0.75: in half of the data, the signs agree as well.
  expect(found(0)).toBeLessThan(0.6);
  expect(found(8)).toBeGreaterThan(0.65);
});

test('values are standardized, and cut off far away', () => {
  const map = standardizationOf({ values: Float64Array.of(1, 5, 3, 5, 1, 5, 3, 5), width: 2 });
  expect([...map({ values: Float64Array.of(4, 6, 1000, -Infinity), width: 2 }).values]).toEqual([2, 1, 10, -10]);
});

test('distances to the first, third and eighth neighbor of each kind', () => {
  // Samples at 1, 2, …, 8; data at −1, −3, −3, …, −3.
  const among = Array.from({ length: 8 }, (_, i) => [i + 1, i === 5 ? -1 : -3]).flat();
  const { values, width } = neighborDistances(
    { values: Float64Array.from(among), width: 1 },
    { values: Float64Array.of(0), width: 1 },
  );
  expect(width).toBe(6);
  expect([...values].map((value) => Math.exp(value / 2))).toEqual([1, 3, 8, 1, 3, 3].map((d) => expect.closeTo(d, 6)));
});
