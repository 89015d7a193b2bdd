import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { tableOf } from '../testing/table-of.ts';
import { noise } from './noise.ts';

const whole = (i: number) => Math.floor(50 * uniform(i));
const mistaken = (at: readonly number[]) => (i: number) => whole(i) + (at.includes(i) ? 0.37 : 0);
const real = (i: number) => normal(i, 3);

type Keys = Parameters<typeof tableOf>[2];
function found(a: (i: number) => number, keys: Keys, rows = 200) {
  return noise.in(noise.detect(tableOf({ a, b: (i) => whole(i + 1000) }, rows, keys)));
}
/** `dequantize: true` with noise for the second column. */
const noisy = { noise: true, dequantized: [1] } as const;

test('a few values that are not whole keep a column from having noise', () => {
  expect(found(mistaken([7]), noisy)).toEqual([
    { of: 'fraction', column: 'a', value: whole(7) + 0.37, fractions: 1, count: 200 },
  ]);
  expect(found(mistaken([7, 70, 150]), noisy)).toMatchObject([{ value: whole(7) + 0.37, fractions: 3 }]);
  // Bounds and a transform do not change that.
  for (const own of [{ bounds: [0, 100] as const }, { transform: 'asinh' as const }])
    expect(found(mistaken([7]), { ...noisy, requests: { a: own } })).toHaveLength(1);
});

test.each([
  ['real numbers', real, noisy],
  ['a tenth of the numbers has a fraction', (i: number) => whole(i) + (i % 9 === 0 ? 0.37 : 0), noisy],
  ['amounts: zero, or a fraction', (i: number) => (i % 20 === 0 ? uniform(i) : 0), noisy],
  ['noise that the spec lists', mistaken([7]), { dequantized: [1] }],
  ['a row index', mistaken([7]), { ...noisy, indexes: new Set(['a']) }],
  [
    'whole numbers of an angle, modulo a period that is not whole',
    mistaken([7]),
    { ...noisy, requests: { a: { period: 365.25 } } },
  ],
])('%s: nothing is missing', (_, cell, keys: Keys) => {
  expect(found(cell, keys)).toEqual([]);
});

test('few rows say nothing', () => {
  expect(found(mistaken([7]), noisy, 19)).toEqual([]);
});

test('noise of which no column has any', () => {
  const table = (keys: Keys) => noise.in(noise.detect(tableOf({ a: real, b: (i) => normal(i) }, 100, keys)));
  expect(table({ noise: true })).toEqual([{ of: 'none' }]);
  expect(table({})).toEqual([]);
  // The fraction is the reason.
  expect(found(mistaken([7]), { noise: true, dequantized: [] })).toMatchObject([{ of: 'fraction' }]);
});

test('noise that is too narrow to change a value', () => {
  const step = (own: number) => ({ dequantized: [0], grids: [{ column: 0, step: own, origin: 0 }] });
  expect(found(real, step(1e-9))).toEqual([{ of: 'step', column: 'a', step: 1e-9 }]);
  expect(found(real, step(1e-3))).toEqual([]);
});
