import { expect, test } from 'vitest';
import { splitRows, takeRows } from './split-rows.ts';

test('the splits are disjoint, cover all rows, and depend on the data seed only', () => {
  const split = splitRows(1003, { validation: 0.1, test: 0.2 }, 7);
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([703, 100, 200]);
  const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 1003 }, (_, i) => i));
  expect(splitRows(1003, { validation: 0.1, test: 0.2 }, 7)).toEqual(split);
  expect(splitRows(1003, { validation: 0.1, test: 0.2 }, 8)).not.toEqual(split);
  // Held-out rows are spread over the file, not taken from its end.
  expect(split.test[0]).toBeLessThan(100);
});

test('no rows is an error', () => {
  expect(() => splitRows(0, { validation: 0.1, test: 0.1 }, 0)).toThrow(expect.objectContaining({ code: 'data' }));
});

test('takeRows copies whole rows', () => {
  const values = Float32Array.of(0, 1, 10, 11, 20, 21);
  expect([...takeRows(values, 2, Uint32Array.of(2, 0))]).toEqual([20, 21, 0, 1]);
  expect(takeRows(Uint8Array.of(1, 2), 1, Uint32Array.of(1))).toEqual(Uint8Array.of(2));
});
