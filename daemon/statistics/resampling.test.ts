import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { copiesOf, resampledRows } from './resampling.ts';

test('rows share the draws in proportion to their weights, up to one', () => {
  const random = randomStream(1, 'resampling');
  const weights = Float64Array.from({ length: 500 }, () => Math.exp(1.5 * random.normal()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const copies = copiesOf(weights, 300);
  expect(copies.reduce((sum, own) => sum + own, 0)).toBe(300);
  for (const [row, own] of copies.entries()) {
    expect(Math.abs(own - (300 * weights[row]!) / total)).toBeLessThan(1);
  }
  expect([...resampledRows([1, 0, 3], 4)]).toEqual([0, 2, 2, 2]);
});

test('equal weights give each row once, and no weight none', () => {
  expect([...resampledRows(new Float64Array(1000).fill(0.1), 1000)]).toEqual([...Array(1000).keys()]);
  expect(resampledRows([0, 0], 5)).toHaveLength(0);
});
