import { expect, test } from 'vitest';
import { compareRows, deviationsOf, drawsOf } from './comparison.ts';

const counting = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

test('deviations: of each column, of all columns with one unit, and 1 for a constant column', () => {
  const rows = [0, 5, 1, 4, 5, 1, 0, 5, 5, 4, 5, 5];
  expect([...deviationsOf(rows, 3, false)]).toEqual([2, 1, 2]);
  expect([...deviationsOf(rows, 3, true)]).toEqual(new Array(3).fill(Math.sqrt(8 / 3)));
  // Its mean is not exactly 0.1.
  expect([...deviationsOf(new Array(7).fill(0.1), 1, false)]).toEqual([1]);
});

test('draws have equally many rows, and those of the data have none in common', () => {
  const comparison = compareRows({ samples: counting(50), data: counting(41), width: 1, isOneUnit: true, seed: 3 });
  const { n, samples, data, others } = drawsOf(comparison, 100);
  expect([n, samples.length, data.length, others.length]).toEqual([20, 20, 20, 20]);
  expect(new Set([...data, ...others]).size).toBe(40);
  expect(drawsOf(comparison, 7.9).n).toBe(7);
});

test('rows are measured from the mean of the data, in their standard deviations', () => {
  const data = [0, 0, 2, 20, 0, 20, 2, 0];
  const comparison = compareRows({ samples: [3, 30], data, width: 2, isOneUnit: false, seed: 1 });
  expect([...comparison.rows('samples', 0, 1)]).toEqual([2, 2]);
});

test('equal seeds give equal draws, others other ones', () => {
  const draw = (seed: number) => [
    ...drawsOf(compareRows({ samples: counting(40), data: counting(40), width: 1, isOneUnit: true, seed }), 20).data,
  ];
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('numbers that are no rows of the width are refused', () => {
  expect(() => compareRows({ samples: [1, 2, 3], data: [1, 2], width: 2, isOneUnit: true, seed: 0 })).toThrow(
    '3 numbers are no rows of 2',
  );
});
