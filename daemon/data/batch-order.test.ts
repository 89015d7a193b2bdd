import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOrder, evaluationBatches } from './batch-order.ts';

test('every epoch holds every row once, also where batches straddle the boundary', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 100 }),
      fc.nat(1000),
      (rows, batchSize, seed) => {
        const order = batchOrder(seed, rows, batchSize);
        const epochs = 3;
        const seen: number[] = [];
        for (let step = 0; seen.length < epochs * rows; step++) seen.push(...order.batchIndices(step));
        for (let e = 0; e < epochs; e++) {
          const epoch = seen.slice(e * rows, (e + 1) * rows).sort((a, b) => a - b);
          expect(epoch).toEqual(Array.from({ length: rows }, (_, i) => i));
        }
      },
    ),
  );
});

test('a step has the same rows whatever was asked before it: a resume is exact', () => {
  const straight = batchOrder(5, 1000, 64);
  const batches = Array.from({ length: 100 }, (_, step) => [...straight.batchIndices(step)]);
  for (const step of [99, 16, 15, 0, 47, 31])
    expect([...batchOrder(5, 1000, 64).batchIndices(step)]).toEqual(batches[step]);
  const jumping = batchOrder(5, 1000, 64);
  for (const step of [99, 3, 98, 15, 16]) expect([...jumping.batchIndices(step)]).toEqual(batches[step]);
  const chunk = new BigInt64Array(7 * 64);
  batchOrder(5, 1000, 64).fillBatches(12, 7, chunk);
  expect([...chunk].map(Number)).toEqual(batches.slice(12, 19).flat());
});

test('epochs and seeds differ', () => {
  const order = batchOrder(1, 50, 50);
  expect(order.batchIndices(0)).not.toEqual(order.batchIndices(1));
  expect(order.batchIndices(0)).not.toEqual(batchOrder(2, 50, 50).batchIndices(0));
});

test('evaluation covers every row once and masks the padding', () => {
  for (const [count, size] of [
    [10, 4],
    [8, 4],
    [3, 5],
    [0, 4],
  ] as const) {
    const batches = evaluationBatches(count, size);
    const covered = batches.flatMap((b) => [...b.indices].filter((_, i) => b.mask[i] === 1));
    expect(covered).toEqual(Array.from({ length: count }, (_, i) => i));
    for (const b of batches) {
      expect(b.indices.length).toBe(size);
      expect(Math.max(...b.indices)).toBeLessThan(count);
      expect(b.mask.reduce((sum, m) => sum + m, 0)).toBe(b.count);
    }
  }
});
