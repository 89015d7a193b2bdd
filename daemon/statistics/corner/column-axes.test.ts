import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { columnAxes, takeColumns } from './column-axes.ts';
import { binRows, countRows } from './corner-counts.ts';
import { gridOfValues } from './value-grid.ts';

test('columns of rows, in any order', () => {
  expect(takeColumns([1, 2, 3, 4, 5, 6], 3, [2, 0])).toEqual([Float64Array.of(3, 6), Float64Array.of(1, 4)]);
});

test('an axis holds the bulk of every set, and a few outliers do not stretch it', () => {
  const ramp = Float64Array.from({ length: 1001 }, (_, i) => (i / 1000) ** 1.01);
  const shifted = ramp.map((value) => value + 1);
  const far = Float64Array.from(ramp, (value, i) => (i === 500 ? 1e6 : i === 501 ? Number.NaN : value));
  const [one] = columnAxes([[ramp]]);
  expect(one).toMatchObject({ low: expect.closeTo(-0.03, 9), high: expect.closeTo(1.03, 9) });
  const [both] = columnAxes([[ramp], [shifted]]);
  expect(both).toMatchObject({ low: expect.closeTo(-0.06, 9), high: expect.closeTo(2.06, 9) });
  const [robust] = columnAxes([[far]]);
  expect(robust!.low).toBeCloseTo(-0.03, 1);
  expect(robust!.high).toBeGreaterThan(1);
  expect(robust!.high).toBeLessThan(1.4);
});

test('one value, or none that is finite, has an axis around it', () => {
  expect(columnAxes([[Float64Array.of(7, 7)]])).toMatchObject([{ low: 6.5, high: 7.5, step: null }]);
  expect(columnAxes([[Float64Array.of(Number.NaN)], [new Float64Array(0)]])).toMatchObject([
    { low: -1, high: 1, step: null },
  ]);
  // The width is that of the numbers there: of 1e12 one unit is none.
  const [large] = columnAxes([[Float64Array.of(1e12, 1e12)]]);
  expect(large!.high - large!.low).toBe(1e6);
});

/** Counts of the bins of a column with an equal number of rows for each of its values. */
function evenCounts(values: readonly number[], rows: number): readonly number[] {
  const column = Float64Array.from({ length: rows }, (_, i) => values[i % values.length]!);
  const axes = columnAxes([[column]]);
  return [...countRows(binRows([column], axes)).columns[0]!.subarray(0, axes[0]!.bins)];
}

test.each([
  ['whole numbers', Array.from({ length: 60 }, (_, i) => i)],
  ['tenths', Array.from({ length: 77 }, (_, i) => (i - 30) / 10)],
  ['fifteenths with four decimals', Array.from({ length: 91 }, (_, i) => Number((i / 15).toFixed(4)))],
  ['large whole numbers', Array.from({ length: 1000 }, (_, i) => 1_700_000_000 + i)],
])('every bin of a column of %s has equally many of its values', (_, values) => {
  const counts = evenCounts(values, 20 * values.length);
  expect(counts.length).toBeLessThanOrEqual(48);
  const filled = counts.filter((count) => count > 0);
  // The first and the last may reach beyond the values.
  expect(new Set(filled.slice(1, -1)).size).toBe(1);
  expect(filled.length).toBeGreaterThan(0.8 * counts.length);
});

test('values that stand apart are in the middle of their bins, categories whether they occur or not', () => {
  const ratings = Float64Array.from({ length: 400 }, (_, i) => 3 + (i % 6));
  const [rating, wide] = columnAxes([[ratings, ratings.map((value) => 7 * value)]]);
  expect(rating).toEqual({ low: 2.5, high: 8.5, bins: 6, step: 1, isDiscrete: true });
  expect(wide).toMatchObject({ bins: 6, step: 7, isDiscrete: true });
  const some = Float64Array.of(0, 2, 2, 0);
  expect(columnAxes([[some]], { categories: [5] })).toEqual([
    { low: -0.5, high: 4.5, bins: 5, step: 1, isDiscrete: true },
  ]);
});

test('the grid of the data holds for samples beside them, which have none', () => {
  const random = randomStream(1, 'corner-grid');
  const data = Float64Array.from({ length: 2000 }, () => Math.round(20 + 6 * random.normal()));
  const samples = Float64Array.from({ length: 4000 }, () => 20 + 6 * random.normal());
  const [axis] = columnAxes([[samples], [data]]);
  expect(axis!.step).toBe(1);
  expect(axis!.low - Math.floor(axis!.low)).toBe(0.5);
  expect((axis!.high - axis!.low) / axis!.bins).toBe(Math.round((axis!.high - axis!.low) / axis!.bins));
});

test('numbers without a grid, or with one too fine to be seen, have none', () => {
  const random = randomStream(2, 'corner-grid');
  const normal = Float64Array.from({ length: 500 }, () => random.normal()).sort();
  expect(gridOfValues(normal)).toBeNull();
  expect(gridOfValues(Float64Array.from({ length: 9000 }, (_, i) => i))).toBeNull();
  expect(gridOfValues([0, 0.5, 3.7])).toBeNull();
  expect(gridOfValues([])).toBeNull();
  expect(gridOfValues([2, 2])).toBeNull();
  expect(gridOfValues(Float32Array.of(0.1, 0.2, 0.4))).toEqual({
    step: expect.closeTo(0.1, 6),
    origin: expect.closeTo(0.1, 6),
  });
});

test('an outlier does not make a grid of the rest', () => {
  const random = randomStream(3, 'corner-grid');
  const values = Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1e9 : random.normal()));
  expect(columnAxes([[values]])[0]).toMatchObject({ step: null, bins: 48 });
});

test('an axis ends at the bounds of its column, and values beyond them are drawn all the same', () => {
  const ramp = Float64Array.from({ length: 1001 }, (_, i) => (i / 1000) ** 1.01);
  const axis = (low: number, high: number) => columnAxes([[ramp]], { bounds: [{ low, high }] })[0]!;
  expect(axis(0, 1)).toMatchObject({ low: 0, high: 1 });
  expect(axis(0, Infinity)).toMatchObject({ low: 0, high: expect.closeTo(1.03, 9) });
  expect(axis(-5, 5)).toMatchObject({ low: expect.closeTo(-0.03, 9), high: expect.closeTo(1.03, 9) });
  expect(axis(0.2, 0.8)).toMatchObject({ low: 0, high: 1 });
});

test('an angle that fills most of its turn has an axis of one turn', () => {
  const turn = { start: 0, period: 360 };
  const axis = (low: number, high: number) => {
    const values = Float64Array.from({ length: 997 }, (_, i) => low + (high - low) * (i / 996) ** 1.01);
    return columnAxes([[values]], { turns: [turn] })[0]!;
  };
  expect(axis(3, 350)).toMatchObject({ low: 0, high: 360, turn });
  expect(axis(20, 60)).toMatchObject({ low: expect.closeTo(18.8, 9), high: expect.closeTo(61.2, 9), turn });
});

test('few values stand apart, and months do not', () => {
  const values = (count: number) => Float64Array.from({ length: 600 }, (_, i) => i % count);
  expect(columnAxes([[values(8)]])[0]).toMatchObject({ isDiscrete: true });
  expect(columnAxes([[values(12)]])[0]).toMatchObject({ isDiscrete: false, bins: 12, step: 1 });
});
