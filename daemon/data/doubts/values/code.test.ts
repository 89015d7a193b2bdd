import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { tableOf } from '../testing/table-of.ts';
import { code } from './code.ts';

const day = (i: number) => 20_230_101 + 100 * Math.floor(12 * uniform(i)) + Math.floor(28 * uniform(i, 1));
const month = (i: number) => 202_001 + 100 * (i % 4) + ((7 * i) % 12);
const ticket = (i: number) => 1000 + 3 * ((37 * i) % 500) + (i % 2);

function kinds(cell: (i: number) => number, { rows = 500, ...keys }: { readonly rows?: number } & Keys = {}) {
  return code.in(code.detect(tableOf({ a: cell, b: (i) => normal(i, 9) }, rows, keys))).map(({ is }) => is);
}
type Keys = Parameters<typeof tableOf>[2];

test.each([
  ['dates', day, 'date'],
  ['months', month, 'month'],
  ['identifiers in no order', ticket, 'unique'],
  // As most of them are there, they are no times.
  ['identifiers in order, with gaps', (i: number) => 1000 + i + Math.floor(i / 7), 'unique'],
])('%s are codes', (_, cell, is) => {
  expect(kinds(cell)).toEqual([is]);
});

test.each([
  ['few days', (i: number) => 20_230_101 + (i % 9)],
  ['numbers of eight digits of which some are no days', (i: number) => day(i) + (i === 7 ? 50 : 0)],
  ['numbers of six digits of which some are no months', (i: number) => month(i) + (i === 7 ? 20 : 0)],
  ['days of the year 9999', (i: number) => day(i) + 79_760_000],
  ['fractions', (i: number) => day(i) + 0.5],
  ['counts', (i: number) => Math.floor(40 * uniform(i))],
  ['amounts over a wide range', (i: number) => Math.floor(1e9 * uniform(i))],
  ['times in order', (i: number) => 1000 + 40 * i + Math.floor(39 * uniform(i))],
  ['numbers in equal steps, in no order', (i: number) => 5 * ((37 * i) % 500)],
  ['rounded normal numbers', (i: number) => Math.round(1000 * normal(i))],
])('%s are none', (_, cell) => {
  expect(kinds(cell)).toEqual([]);
});

test('what the spec says is not questioned, and few rows say nothing', () => {
  expect(kinds(day, { requests: { a: { bounds: [20_230_101, null] } } })).toEqual([]);
  expect(kinds(day, { categories: [0] })).toEqual([]);
  expect(kinds(ticket, { indexes: new Set(['a']) })).toEqual([]);
  expect(kinds(day, { rows: 19 })).toEqual([]);
  expect(kinds(ticket, { rows: 20 })).toEqual([]);
});
