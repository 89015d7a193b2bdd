/** Whole numbers that begin again, as a calendar and a clock have them, and those that do not. */
import { expect, test } from 'vitest';
import type { TableDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import type { ValueKeys } from '../value-table.ts';
import { valueTable } from '../value-table.ts';
import { cycle } from './cycle.ts';

function lookAt(label: string | number, value: (row: number) => number, rows = 600, keys: Partial<ValueKeys> = {}) {
  const values = Float64Array.from({ length: rows }, (_, row) => value(row));
  const table = valueTable({
    labels: [label],
    rows: { values, count: rows },
    source: { file: 't.csv', place: (row) => `line ${row}` },
    labelColumns: [],
    summary: { trainingRows: rows },
    keys: { ...KEYS, ...keys },
  });
  return cycle.detect(table);
}

const KEYS: ValueKeys = {
  ...{ standardize: true, dequantized: [0], grids: [], categories: [], requests: [], noise: true, chosen: false },
};
const period = ([doubt]: readonly TableDoubt[]) => doubt?.period;
const whole = (from: number, count: number) => (row: number) => from + Math.floor(count * uniform(row));

test.each([
  ['hour', 0, 24, 24],
  ['anything', 0, 24, 24],
  ['hour_of_day', 1, 24, 24],
  ['month', 1, 12, 12],
  ['month', 0, 12, 12],
  ['dow', 1, 7, 7],
  ['minute', 0, 60, 60],
  ['min', 0, 60, 60],
  ['second', 0, 60, 60],
  ['start_minutes', 0, 60, 60],
  ['week', 1, 52, 52],
  ['iso_week', 1, 53, 53],
  ['quarter', 1, 4, 4],
])('%s from %d with %d numbers has the period %d', (label, from, count, found) => {
  expect(period(lookAt(label, whole(from, count)))).toBe(found);
});

test('days of the year have 365 or 366 numbers, also if some of them do not occur', () => {
  for (const label of ['day_of_year', 'dayofyear', 'doy', 'yday', 'julian_day']) {
    expect(period(lookAt(label, whole(1, 365), 3000))).toBe(365);
    expect(period(lookAt(label, whole(1, 366), 3000))).toBe(366);
    expect([365, 366]).toContain(period(lookAt(label, whole(0, 366), 700)));
  }
});

test('few rows do not have all minutes', () => {
  const [found] = lookAt('minute', whole(0, 60), 120);
  expect(found).toMatchObject({ period: 60, distinct: expect.any(Number) });
});

test.each<[what: string, label: string | number, value: (row: number) => number]>([
  ['days of the month, of which none is next to the first', 'day', whole(1, 31)],
  ['ages', 'age', whole(18, 60)],
  ['counts that begin with 0', 'visits', whole(0, 12)],
  ['hours of work', 'hour', whole(8, 10)],
  ['months of a part of the year', 'month', whole(3, 6)],
  ['minutes of a quarter', 'minute', whole(0, 15)],
  ['months without a name', 3, whole(1, 12)],
  ['minutes that are rare at one end', 'minute', (row) => Math.floor(60 * uniform(row) ** 4)],
  ['numbers with fractions', 'hour', (row) => 24 * uniform(row)],
  ['a spread of numbers', 'sec', (row) => Math.round(30 + 8 * normal(row))],
])('%s are no cycle', (_, label, value) => {
  expect(lookAt(label, value)).toEqual([]);
});

test('nothing is said of few rows, or of a column with a period', () => {
  expect(lookAt('hour', whole(0, 24), 59)).toEqual([]);
  expect(lookAt('hour', whole(0, 24), 600, { requests: [{ period: 24 }] })).toEqual([]);
});
