import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { spikeOf } from './spike.ts';

function spikeIn(value: (i: number) => number) {
  const sorted = Float64Array.from({ length: 400 }, (_, i) => value(i)).sort();
  const found = spikeOf({ sorted, distinct: sorted.filter((each, i) => i === 0 || each !== sorted[i - 1]) });
  return found === null ? null : [found.value, found.at];
}

test.each([
  ['a code for missing values', (i: number) => (i % 9 === 0 ? -999 : normal(i)), [-999, 'end']],
  ['in most rows', (i: number) => (i % 5 === 0 ? normal(i) : 9999), [9999, 'end']],
  ['close to the values', (i: number) => (i % 9 === 0 ? -1 : 10 + 2 * normal(i)), [-1, 'end']],
  ['whole numbers', (i: number) => (i % 9 === 0 ? 999 : Math.round(50 + 10 * normal(i))), [999, 'end']],
  ['−1 among ages', (i: number) => (i % 19 === 0 ? -1 : 18 + Math.floor(70 * uniform(i))), [-1, 'end']],
  ['whole numbers around 0', (i: number) => (i % 9 === 0 ? -1 : Math.floor(6 * uniform(i))), null],
  ['means that were filled in', (i: number) => (i % 9 === 0 ? 0.125 : normal(i)), [0.125, 'inside']],
  ['a normal column', (i: number) => normal(i), null],
  ['one with two decimals', (i: number) => Math.round(100 * normal(i)) / 100, null],
  ['whole numbers without a code', (i: number) => Math.round(50 + 10 * normal(i)), null],
  ['clipped values', (i: number) => Math.min(1, Math.max(-1, normal(i))), null],
  ['dry days', (i: number) => (i % 3 === 0 ? 0 : -Math.log(uniform(i))), null],
  ['counts with a tail', (i: number) => Math.floor(Math.exp(2 * normal(i))), null],
  ['a constant but for a few', (i: number) => (i % 50 === 0 ? normal(i) : 1.5), null],
])('%s', (_, value, found) => {
  expect(spikeIn(value)).toEqual(found);
});
