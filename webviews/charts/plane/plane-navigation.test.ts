import { expect, test } from 'vitest';
import { aspectOf, type Extent, keyed, moved, squared, zoomed } from './plane-navigation.ts';

const EXTENT: Extent = [0, 10, -2, 2];
const press = (key: string, more: object = {}) =>
  keyed({ key, preventDefault() {}, ...more } as unknown as KeyboardEvent, EXTENT);

test('moving keeps the size, zooming keeps the place under the mouse', () => {
  expect(moved(EXTENT, 0.1, -0.5)).toEqual([1, 11, -4, 0]);
  expect(zoomed(EXTENT, 0.5, [0, 0])).toEqual([0, 5, -2, 0]);
  expect(zoomed(EXTENT, 2, [0.5, 1])).toEqual([-5, 15, -6, 2]);
});

test('zooming in and out restores the extent', () => {
  const back = zoomed(zoomed(EXTENT, 1.2, [0.3, 0.7]), 1 / 1.2, [0.3, 0.7]);
  for (const [i, end] of back.entries()) expect(end).toBeCloseTo(EXTENT[i]!, 12);
});

test('handles keys of the chart and leaves others to the editor', () => {
  expect(press('ArrowRight')).toEqual([1.5, 11.5, -2, 2]);
  expect(press('ArrowUp')).toEqual([0, 10, -1.4, 2.6]);
  expect(press('0')).toBeNull();
  expect([press('a'), press('ArrowLeft', { ctrlKey: true }), press('constructor')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('shapes keep their proportions, unless the units of the columns must be different', () => {
  expect(aspectOf([0, 4, 0, 2])).toBe(0.5);
  expect(aspectOf([0, 1, 0, 1000])).toBe(1);
  expect(squared([0, 4, 0, 2])).toEqual([0, 4, -1, 3]);
  expect(squared([0, 2, 0, 4])).toEqual([-1, 3, 0, 4]);
  expect(squared([0, 1, 0, 1000])).toEqual([0, 1, 0, 1000]);
});
