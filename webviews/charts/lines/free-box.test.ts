import { expect, test } from 'vitest';
import { type Box, freeBox, type Point } from './free-box.ts';

const RIGHT_ABOVE: Box = { left: 80, right: 100, top: 40, bottom: 50 };
const RIGHT_BELOW: Box = { left: 80, right: 100, top: 52, bottom: 62 };
const LEFT_ABOVE: Box = { left: 0, right: 20, top: 40, bottom: 50 };

const place = (...lines: readonly (readonly Point[])[]) => freeBox([RIGHT_ABOVE, RIGHT_BELOW, LEFT_ABOVE], () => lines);

test('the first place, if no curve is there', () => {
  expect(place()).toBe(RIGHT_ABOVE);
  expect(
    place([
      [0, 0],
      [100, 20],
    ]),
  ).toBe(RIGHT_ABOVE);
});

test('a curve that converges to the level leaves the place below it, or the other end', () => {
  const converged: readonly Point[] = [
    [0, 0],
    [50, 46],
    [100, 48],
  ];
  expect(place(converged)).toBe(RIGHT_BELOW);
  expect(
    place(converged, [
      [70, 55],
      [90, 58],
      [100, 56],
    ]),
  ).toBe(LEFT_ABOVE);
});

test('no place, if curves are everywhere', () => {
  expect(
    place([
      [0, 30],
      [10, 60],
      [20, 30],
      [80, 60],
      [85, 30],
      [90, 65],
      [95, 30],
    ]),
  ).toBe(null);
});

test('a segment counts where it is beside the box, not where it ends', () => {
  // It falls from far above to far below between the boxes.
  expect(
    place([
      [40, 0],
      [60, 100],
    ]),
  ).toBe(RIGHT_ABOVE);
  // It passes through the first one, with both ends outside.
  expect(
    place([
      [70, 30],
      [110, 60],
    ]),
  ).not.toBe(RIGHT_ABOVE);
});
