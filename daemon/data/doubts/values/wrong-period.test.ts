/** Periods that the values of a column contradict, and those that they do not. */
import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { wrongPeriodOf } from './wrong-period.ts';

function lookAt(label: string, period: number, value: (row: number) => number, rows = 1000) {
  const unwrapped = Float64Array.from({ length: rows }, (_, row) => value(row));
  return wrongPeriodOf({ label, period, unwrapped, dequantized: false, step: null });
}

const whole = (from: number, count: number) => (row: number) => from + Math.floor(count * uniform(row));
const within = (from: number, to: number) => (row: number) => from + (to - from) * uniform(row);
/** To the nearest of these steps. */
const rounded = (value: (row: number) => number, step: number) => (row: number) =>
  Number((Math.round(value(row) / step) * step).toFixed(6));

test.each<[what: string, label: string, period: number, value: (row: number) => number, better: number | null]>([
  ['hours', 'hour', 23, whole(0, 24), 24],
  ['hours', 'a', 23, whole(0, 24), 24],
  ['hours', 'a', 25, whole(0, 24), 24],
  ['hours', 'hour', 48, whole(0, 24), 24],
  ['hours', 'a', 48, whole(0, 24), 24],
  ['hours', 'a', 12, whole(0, 24), 24],
  ['hours of the afternoon', 'hour', 48, whole(12, 9), 24],
  ['months', 'month', 11, whole(1, 12), 12],
  ['months', 'a', 11, whole(1, 12), 12],
  ['months', 'month', 13, whole(1, 12), 12],
  ['months', 'a', 13, whole(1, 12), 12],
  ['months', 'month', 365, whole(1, 12), 12],
  ['months', 'month', 24, whole(1, 12), 12],
  ['minutes', 'minute', 24, whole(0, 60), 60],
  ['minutes', 'a', 59, whole(0, 60), 60],
  ['minutes', 'a', 61, whole(0, 60), 60],
  ['days of the year', 'doy', 360, whole(1, 366), 366],
  ['days of the year', 'doy', 364, whole(1, 365), 365],
  ['directions of the wind', 'dir', 359, within(0, 360), 360],
  ['directions of the wind', 'dir', 361, within(0, 360), 360],
  ['directions of the wind', 'dir', 720, within(0, 360), 360],
  ['directions of the wind', 'dir', 180, within(0, 360), 360],
  ['whole degrees, of which both ends occur', 'dir', 359, rounded(within(0, 360), 1), 360],
  ['whole degrees, of which both ends occur', 'dir', 361, rounded(within(0, 360), 1), 360],
  ['whole degrees', 'dir', 359, whole(0, 360), 360],
  ['whole degrees', 'dir', 361, whole(-180, 360), 360],
  ['tens of degrees', 'dir', 361, (row) => 10 * whole(0, 36)(row), 360],
  ['tens of degrees', 'dir', 720, (row) => 10 * whole(1, 36)(row), 360],
  ['signed degrees', 'dir', 359, within(-180, 180), 360],
  ['radians', 'phi', 6, within(0, 2 * Math.PI), 2 * Math.PI],
  ['radians', 'phi', 4 * Math.PI, within(0, 2 * Math.PI), 2 * Math.PI],
  ['radians with one decimal', 'phi', 6.5, rounded(within(0, 2 * Math.PI), 0.1), 2 * Math.PI],
  ['an unusual turn', 'a', 96, within(0, 100), 100],
  ['an unusual turn', 'a', 104, within(0, 100), 100],
  ['numbers of an unusual turn', 'a', 9, whole(0, 10), 10],
  ['numbers of an unusual turn', 'a', 11, whole(0, 10), 10],
  ['a price', 'price', 10, (row) => 50 + 15 * normal(row), null],
])('%s: %s with the period %d', (_, label, period, value, better) => {
  const found = lookAt(label, period, value);
  expect(found?.better).toBe(better);
  expect(found?.pole).toBeNull();
});

test.each<[what: string, label: string, period: number, value: (row: number) => number]>([
  ['hours', 'hour', 24, whole(0, 24)],
  ['hours from 1', 'hour', 24, whole(1, 24)],
  ['hours of a clock', 'hour', 12, whole(1, 12)],
  ['hours of work', 'hour', 24, whole(9, 9)],
  ['hours before noon', 'a', 24, whole(0, 12)],
  ['months', 'month', 12, whole(1, 12)],
  ['summer months', 'month', 12, whole(6, 3)],
  ['days of work', 'weekday', 7, whole(0, 5)],
  ['minutes', 'minute', 60, whole(0, 60)],
  ['days of the year', 'doy', 365, whole(1, 366)],
  ['days of the year', 'doy', 365.25, whole(1, 366)],
  ['days of the year', 'doy', 366, whole(1, 365)],
  ['days of the month', 'day', 31, whole(1, 31)],
  ['directions', 'dir', 360, within(0, 360)],
  ['whole degrees, of which both ends occur', 'dir', 360, rounded(within(0, 360), 1)],
  ['tens of degrees', 'dir', 360, (row) => 10 * whole(0, 36)(row)],
  ['directions of a half', 'dir', 360, within(0, 180)],
  ['directions without a sign', 'axis', 180, within(0, 180)],
  ['directions without a sign', 'axis', 180, within(-90, 90)],
  ['concentrated directions', 'dir', 360, (row) => 180 + 30 * normal(row)],
  ['longitudes of a country', 'lon', 360, (row) => 8 + normal(row)],
  ['radians', 'phi', 6.283185, within(-Math.PI, Math.PI)],
  ['radians', 'phi', 6.28, within(0, 2 * Math.PI)],
  ['radians with one decimal', 'phi', 6.3, rounded(within(0, 2 * Math.PI), 0.1)],
  ['radians with one decimal', 'phi', 6.283185, rounded(within(-Math.PI, Math.PI), 0.1)],
  ['hours of the stars', 't', 23.9345, within(0, 23.9345)],
  ['days of the moon', 'age', 29.53, within(0, 29.53)],
  ['a phase', 'phase', 1, within(0, 1)],
  ['hours of five days', 't', 24, (row) => 24 * Math.floor(5 * uniform(row, 3)) + 8 + 2 * normal(row)],
  ['days of a part of several weeks', 'a', 14, whole(0, 7)],
])('%s: %s may have the period %d', (_, label, period, value) => {
  expect(lookAt(label, period, value)).toBeNull();
});

test.each([
  ['lat', 180, 90, within(-90, 90)],
  ['Latitude', 360, 90, (row: number) => 47 + normal(row)],
  ['dec_rad', 2 * Math.PI, Math.PI / 2, (row: number) => Math.asin(2 * uniform(row) - 1)],
] as const)('%s is a latitude, which has poles and no period', (label, period, pole, value) => {
  expect(lookAt(label, period, value)).toMatchObject({ pole, better: null });
});

test('few rows say nothing', () => {
  expect(lookAt('hour', 23, whole(0, 24), 30)).toBeNull();
});
