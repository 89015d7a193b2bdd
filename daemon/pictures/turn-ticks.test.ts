import { expect, test } from 'vitest';
import { turnTicks } from './turn-ticks.ts';

const labels = (start: number, period: number, low: number, high: number, count: number) =>
  turnTicks({ start, period }, low, high, count).map(({ label }) => label);

test('a turn has parts of itself as ticks', () => {
  expect(labels(0, 360, 0, 360, 4)).toEqual(['0', '90', '180', '270', '360']);
  expect(labels(-180, 360, -180, 180, 4)).toEqual(['−180', '−90', '0', '90', '180']);
  expect(labels(0, 24, 0, 24, 4)).toEqual(['0', '6', '12', '18', '24']);
  expect(labels(0, 24, -0.5, 23.5, 4)).toEqual(['0', '6', '12', '18']);
  // There is no month 13.
  expect(labels(1, 12, 1, 13, 4)).toEqual(['1', '4', '7', '10']);
  expect(labels(0, 1, 0, 1, 4)).toEqual(['0.00', '0.25', '0.50', '0.75', '1.00']);
  expect(labels(0, 2 * Math.PI, 0, 2 * Math.PI, 4)).toEqual(['0', '2', '4']);
});

test('an axis that begins elsewhere has the values of the turn', () => {
  expect(turnTicks({ start: 0, period: 360 }, 200, 560, 4)).toEqual([
    { value: 270, label: '270' },
    { value: 360, label: '0' },
    { value: 450, label: '90' },
    { value: 540, label: '180' },
  ]);
  expect(labels(0, 24, 17.3, 41.3, 4)).toEqual(['18', '0', '6', '12']);
  expect(labels(1, 12, 8.2, 20.2, 4)).toEqual(['10', '1', '4', '7']);
});

test('a piece of a turn has ticks, too', () => {
  expect(labels(0, 360, 340, 380, 4)).toEqual(['345', '0', '15']);
  expect(labels(0, 360, 4, 7, 3)).toEqual(['4', '5', '6', '7']);
  expect(labels(0, 360, 358.5, 361.2, 3)).toEqual(['359', '0', '1']);
});
