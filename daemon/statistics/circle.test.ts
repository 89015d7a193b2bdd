import { expect, test } from 'vitest';
import { circularMomentsOf, onCircle, shorterWay, unwrapped } from './circle.ts';

const DEGREES = { start: 0, period: 360 };

test('the mean of angles on both sides of the start is between them', () => {
  const { mean, std } = circularMomentsOf([350, 10, 340, 20], DEGREES);
  expect(shorterWay(0, mean, 360)).toBeCloseTo(0, 9);
  expect(std).toBeCloseTo(Math.sqrt((2 * 10 ** 2 + 2 * 20 ** 2) / 4), 9);
  // In a turn that starts elsewhere.
  expect(circularMomentsOf([12, 1, 12, 1, Number.NaN], { start: 1, period: 12 })).toMatchObject({
    mean: 12.5,
    std: 0.5,
  });
});

test('angles all around have no mean, and the deviation of uniform ones', () => {
  const around = Array.from({ length: 24 }, (_, hour) => hour);
  const { mean, std } = circularMomentsOf(around, { start: 0, period: 24 });
  expect(mean).toBeNaN();
  expect(std).toBeCloseTo(24 / Math.sqrt(12), 9);
  expect(circularMomentsOf([Number.NaN], DEGREES)).toEqual({ mean: Number.NaN, std: Number.NaN });
});

test('a path that crosses the start goes on', () => {
  expect([...unwrapped([340, 355, 8, 20], 0, 360)]).toEqual([340, 355, 368, 380]);
  expect([...unwrapped([340, 355, 8, 20], 3, 360)]).toEqual([-20, -5, 8, 20]);
  expect([...unwrapped([350, Number.NaN, 10], 0, 360)]).toEqual([350, Number.NaN, 370]);
  expect([onCircle(370, DEGREES), onCircle(-10, DEGREES), onCircle(-1e-20, DEGREES)]).toEqual([10, 350, 0]);
});
