import { expect, test } from 'vitest';
import { randomStream } from '../random/random-stream.ts';
import { sampleRows, takePreparedRows } from './sample-rows.ts';

const stream = (label: number) => randomStream(1, 'sample', label);

test('different rows, ascending, the same again for the same stream', () => {
  const rows = sampleRows(1000, 200, stream(0));
  expect(new Set(rows).size).toBe(200);
  expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
  expect(rows.at(-1)).toBeLessThan(1000);
  expect(sampleRows(1000, 200, stream(0))).toEqual(rows);
  expect(sampleRows(1000, 200, stream(1))).not.toEqual(rows);
});

test('every row is as likely as any other', () => {
  const hits = new Uint32Array(10);
  const draws = 4000;
  for (let i = 0; i < draws; i++) for (const row of sampleRows(10, 3, stream(i))) hits[row]!++;
  // Five standard errors of a binomial with p = 0.3.
  for (const n of hits) expect(Math.abs(n / draws - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / draws));
});

test('where there are no more rows, all of them', () => {
  expect([...sampleRows(3, 3, stream(0))]).toEqual([0, 1, 2]);
  expect([...sampleRows(3, 9, stream(0))]).toEqual([0, 1, 2]);
});

test('values and context of the same rows', () => {
  const rows = { count: 3, values: Uint8Array.of(1, 2, 3, 4, 5, 6), context: Float32Array.of(7, 8, 9) };
  expect(takePreparedRows(rows, Uint32Array.of(0, 2))).toEqual({
    count: 2,
    values: Uint8Array.of(1, 2, 5, 6),
    context: Float32Array.of(7, 9),
  });
});
