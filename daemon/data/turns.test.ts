import { expect, test } from 'vitest';
import { intoTurn, turningColumns, turnOf, turnsOf, wrapRows } from './turns.ts';

test.each([
  [360, 0.2, 359.9, 0],
  [360, 0, 360, 0],
  [360, -179.9, 180, -180],
  [360, -20, 20, -180],
  // Whole numbers keep their last value, which is not the first one.
  [12, 1, 12, 1],
  [360, 10, 360, 10],
  [360, -179, 180, -179],
  [24, 0, 23, 0],
  [2 * Math.PI, -3.139, 3.139, -Math.PI],
  [6.2832, 0, 6.283, 0],
  [360, -89, 265, -90],
  [360, 350, 370, 90],
  [360, -359, -1, -360],
  [24, 1005, 1010, 990],
  // From its first value, where no quarter turn begins.
  [360, 10, 365, 10],
  // Of more than one turn: modulo the period.
  [360, -720, 720, 0],
])('a turn of %d for values from %d to %d starts at %d', (period, low, high, start) => {
  expect(turnOf(period, [low, high]).start).toBeCloseTo(start, 12);
});

test('values are taken into the turn, and are not changed in it', () => {
  const turn = { start: -180, period: 360 };
  expect([-180, 179.99, 180, 190, -181, 900].map((x) => intoTurn(x, turn))).toEqual([
    -180, 179.99, -180, -170, 179, -180,
  ]);
  // It would be the end of the turn as float32.
  expect(intoTurn(180 - 1e-9, turn)).toBe(-180);
  const rows = [190, 5, -190, 7];
  wrapRows(rows, [turn, null]);
  expect(rows).toEqual([-170, 5, 170, 7]);
});

test('a summary says them; one of an older run starts at 0', () => {
  const turns = [null, { start: -1, period: 2 }];
  expect(turnsOf(turningColumns(turns))).toEqual(turns);
  expect(turningColumns([null])).toEqual({});
  expect(turnsOf({ periods: [360, null] })).toEqual([{ start: 0, period: 360 }, null]);
});
