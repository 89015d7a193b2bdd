import { expect, test } from 'vitest';
import { columnAxes, takeColumns } from './column-axes.ts';

test('columns of rows, in any order', () => {
  expect(takeColumns([1, 2, 3, 4, 5, 6], 3, [2, 0])).toEqual([Float64Array.of(3, 6), Float64Array.of(1, 4)]);
});

test('an axis holds the bulk of every set, and a few outliers do not stretch it', () => {
  const ramp = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
  const shifted = ramp.map((value) => value + 1);
  const far = Float64Array.from(ramp, (value, i) => (i === 500 ? 1e6 : i === 501 ? Number.NaN : value));
  const [one] = columnAxes([[ramp]]);
  expect(one).toEqual({ low: expect.closeTo(-0.03, 9), high: expect.closeTo(1.03, 9) });
  const [both] = columnAxes([[ramp], [shifted]]);
  expect(both).toEqual({ low: expect.closeTo(-0.06, 9), high: expect.closeTo(2.06, 9) });
  const [robust] = columnAxes([[far]]);
  expect(robust!.low).toBeCloseTo(-0.03, 1);
  expect(robust!.high).toBeGreaterThan(1);
  expect(robust!.high).toBeLessThan(1.4);
});

test('one value, or none that is finite, has an axis around it', () => {
  expect(columnAxes([[Float64Array.of(7, 7)]])).toEqual([{ low: 6.5, high: 7.5 }]);
  expect(columnAxes([[Float64Array.of(Number.NaN)], [new Float64Array(0)]])).toEqual([{ low: -1, high: 1 }]);
  // The width is that of the numbers there: of 1e12 one unit is none.
  const [large] = columnAxes([[Float64Array.of(1e12, 1e12)]]);
  expect(large!.high - large!.low).toBe(1e6);
});
