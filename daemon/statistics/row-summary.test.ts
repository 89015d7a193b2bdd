import { expect, test } from 'vitest';
import { effectiveSampleSize } from './mean-and-error.ts';
import { compareValidations, estimateOver, finiteRows, leftOutOf } from './row-summary.ts';

const [negative, positive, nan] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN];

test('an estimate is over the finite rows, and counts the others by kind', () => {
  const found = estimateOver(Float64Array.of(negative, 1, nan, 3, positive, negative));
  const notFinite = { count: 4, negativeInfinity: 2, positiveInfinity: 1, nan: 1 };
  expect(found).toEqual({ mean: 2, se: 1, notFinite });
  expect(estimateOver(Float64Array.of(1, 3))).toEqual({ mean: 2, se: 1 });
});

test('nothing is finite: no mean, no error, and how many there are', () => {
  expect(estimateOver(Float64Array.of(negative, negative))).toEqual({
    mean: Number.NaN,
    se: Number.NaN,
    notFinite: { count: 2, negativeInfinity: 2, positiveInfinity: 0, nan: 0 },
  });
});

test('finite values are handed on as they are', () => {
  const values = Float64Array.of(1, 2);
  expect(finiteRows(values)).toEqual({ finite: values, leftOut: {} });
  expect(finiteRows(values).finite).toBe(values);
  expect(leftOutOf([])).toEqual({});
});

test('the order of validations: fewer rows left out, then the lower NLL, then those without any', () => {
  const leavingOut = (count: number, nll: number | null) => ({ nll, notFinite: { count } });
  const ordered = [{ nll: -1 }, { nll: 5 }, leavingOut(1, -9), leavingOut(2, -90), leavingOut(7, null)];
  expect([3, 1, 4, 0, 2].map((i) => ordered[i]!).sort(compareValidations)).toEqual(ordered);
  expect(compareValidations({ nll: nan }, { nll: null })).toBe(0);
});

test('weighted estimates: with equal weights those without, and a row without weight counts for nothing', () => {
  const values = Float64Array.of(1, 3, 8);
  expect(estimateOver(values, Float64Array.of(5, 5, 5))).toEqual(estimateOver(values));
  const { mean, se } = estimateOver(values, Float64Array.of(2, 1, 0));
  // √(4·(1 − 5/3)² + (3 − 5/3)²)/3·√2
  expect([mean, se]).toEqual([expect.closeTo(5 / 3, 12), expect.closeTo((Math.sqrt(32 / 9) / 3) * Math.SQRT2, 12)]);
  const partly = estimateOver(Float64Array.of(1, negative, 3), Float64Array.of(1, 100, 1));
  expect(partly).toMatchObject({ mean: 2, se: expect.closeTo(1, 12), notFinite: { count: 1 } });
  expect(estimateOver(values, new Float64Array(3))).toEqual({ mean: Number.NaN, se: Number.NaN });
  for (const unit of [1e-300, 1e300]) {
    const own = Float64Array.of(2 * unit, unit, 0);
    expect(estimateOver(values, own)).toEqual({ mean: expect.closeTo(mean, 12), se: expect.closeTo(se, 12) });
    expect(effectiveSampleSize(own)).toBeCloseTo(1.8, 12);
  }
  expect([effectiveSampleSize([2, 2, 2]), effectiveSampleSize([1, 0, 0]), effectiveSampleSize([0])]).toEqual([3, 1, 0]);
});
