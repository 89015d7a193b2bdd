import { expect, test } from 'vitest';
import { normal } from '../example-numbers.ts';
import { rowIndexOf, rowIndexText } from './row-index.ts';

const numbers = (of: (row: number) => number, rows = 40) => Float64Array.from({ length: rows }, (_, row) => of(row));

test.each<[string, (row: number) => number, string]>([
  ['counting from 0', (i) => i, 'a row index: 0, 1, 2, …'],
  ['from a million', (i) => 1_000_001 + i, 'a row index: 1000001, 1000002, 1000003, …'],
  ['down', (i) => 39 - i, 'a row index: 39, 38, 37, …'],
  ['in no order', (i) => (7 * i) % 40, 'a row index: different whole numbers'],
  ['times', (i) => i / 2, 'equal steps, as of a time: 0, 0.5, 1, …'],
  ['tens, down', (i) => 500 - 10 * i, 'equal steps, as of a time: 500, 490, 480, …'],
  ['with a rounding error', (i) => 0.1 * i, 'equal steps, as of a time: 0, 0.1, 0.2, …'],
  ['as 32-bit numbers', (i) => Math.fround(20 + 0.1 * i), 'equal steps, as of a time: 20, 20.1, 20.2, …'],
  [
    'rounded to whole numbers',
    (i) => Math.round(1_577_836 + 86.4 * i),
    'equal steps, as of a time: 1577836, 1577922, 1578009, …',
  ],
  [
    'seconds since 1970',
    (i) => 1_700_000_000 + 3600 * i,
    'equal steps, as of a time: 1700000000, 1700003600, 1700007200, …',
  ],
])('%s', (_, of, text) => {
  const found = rowIndexOf(numbers(of), null);
  expect(found && rowIndexText(found)).toBe(text);
});

test.each<[string, (row: number) => number, number]>([
  ['one step that is longer', (i) => (i > 20 ? i + 1 : i) / 2, 40],
  ['equal numbers', () => 0.5, 40],
  ['times that vary', (i) => i + 0.1 * normal(i), 40],
  ['equal steps in no order', (i) => ((7 * i) % 40) / 2, 40],
  ['few rows', (i) => i / 2, 9],
  ['a missing number', (i) => (i === 9 ? Number.NaN : i), 40],
])('%s: none', (_, of, rows) => {
  expect(rowIndexOf(numbers(of, rows), null)).toBeNull();
});

test('numbers repeat in an index without a name, and in no other column', () => {
  const twice = numbers((i) => (7 * (i % 25)) % 25);
  const found = rowIndexOf(twice, 'unnamed');
  expect(found && rowIndexText(found)).toBe('a row index: 25 different whole numbers');
  for (const name of ['identifier', null] as const) expect(rowIndexOf(twice, name)).toBeNull();
  expect(
    rowIndexOf(
      numbers((i) => i % 19),
      'unnamed',
    ),
  ).toBeNull();
  expect(
    rowIndexOf(
      numbers((i) => ((7 * (i % 25)) % 25) - 3),
      'unnamed',
    ),
  ).toBeNull();
});
