import { expect, test } from 'vitest';
import { roundTrip } from './round-trip.ts';

test('errors in standard deviations of the columns', () => {
  expect(roundTrip.compute({ rows: [0, 0, 1, 1], decoded: [0.5, 10, 1, -9], deviations: [0.5, 10] })).toEqual({
    rms: Math.sqrt((1 + 1 + 0 + 1) / 4),
    max: 1,
    rows: 2,
    notFinite: 0,
  });
});

test('angles are compared the short way around', () => {
  const { max } = roundTrip.compute({ rows: [359, 359], decoded: [1, 1], deviations: [1, 1], periods: [360, null] })!;
  expect(max).toBe(358);
  expect(roundTrip.compute({ rows: [359], decoded: [721], deviations: [1], periods: [360] })!.max).toBe(2);
});

test('rows that do not come back finite are left out and counted', () => {
  const decoded = [Number.NaN, 1, 3, Infinity];
  const measure = (n: number) =>
    roundTrip.compute({ rows: [1, 1, 1, 1].slice(0, n), decoded: decoded.slice(0, n), deviations: [1] });
  expect(measure(4)).toEqual({ rms: Math.sqrt(2), max: 2, rows: 2, notFinite: 2 });
  expect(measure(1)).toEqual({ rms: Number.NaN, max: Number.NaN, rows: 0, notFinite: 1 });
  expect(measure(0)).toBeNull();
});
