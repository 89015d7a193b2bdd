import { expect, test } from 'vitest';
import { bitsLedger } from './bits-ledger.ts';

const layers = [
  { index: 0, type: 'dequantize', kind: 'data', mean: -4 * 8 * Math.LN2 },
  { index: 1, type: 'logit', kind: 'data', mean: 6 },
  { index: 2, type: 'affine-coupling', kind: 'log-det', mean: 1 },
];

test('the rows of the ledger add up to the NLL, and uniform noise of 8 bits adds 8 bits/dim', () => {
  const { rows, total, dimension } = bitsLedger(layers, -20, 4);
  expect(dimension).toBe(4);
  expect(total).toEqual({ nats: 20, bitsPerDim: 20 / (4 * Math.LN2) });
  expect(rows.map(({ type, index }) => [type, index])).toEqual([
    ['flow', null],
    ['logit', 1],
    ['dequantize', 0],
  ]);
  expect(rows.at(-1)!.bitsPerDim).toBeCloseTo(8, 12);
  expect(rows[1]!.nats).toBe(-6);
  expect(rows.reduce((sum, { nats }) => sum + nats, 0)).toBeCloseTo(20, 12);
  expect(rows.reduce((sum, { bitsPerDim }) => sum + bitsPerDim, 0)).toBeCloseTo(total.bitsPerDim, 12);
});
