import { expect, test } from 'vitest';
import { columnTicks } from './column-ticks.ts';

const labels = (
  low: number,
  high: number,
  step: number | null,
  count: number,
  names: readonly string[] | null = null,
) => columnTicks({ low, high, step, isDiscrete: step !== null }, count, names).map(({ label }) => label);

test('values that stand apart have ticks of their own, or round ones among them', () => {
  expect(labels(-0.5, 1.5, 1, 3)).toEqual(['0', '1']);
  expect(labels(2.5, 8.5, 1, 6)).toEqual(['3', '4', '5', '6', '7', '8']);
  expect(labels(2.5, 8.5, 1, 2)).toEqual(['4', '6', '8']);
  expect(labels(-0.375, 1.125, 0.25, 6)).toEqual(['−0.25', '0.00', '0.25', '0.50', '0.75', '1.00']);
  // No round number is among them: the values themselves.
  expect(labels(5.5, 33.5, 7, 2)).toEqual(['9', '23']);
});

test('categories have their names, as many as there is room for', () => {
  const names = ['oak', 'ash', 'fir', 'elm', 'yew'];
  expect(labels(-0.5, 4.5, 1, 9, names)).toEqual(names);
  expect(labels(-0.5, 4.5, 1, 3, names)).toEqual(['oak', 'fir', 'yew']);
});

test('numbers have round ones', () => {
  expect(labels(-0.03, 1.03, null, 4)).toEqual(['0.0', '0.5', '1.0']);
});

test('large values on a grid have labels that differ', () => {
  expect(labels(1_000_000.5, 1_000_004.5, 1, 4)).toEqual(['1000001', '1000002', '1000003', '1000004']);
});
