import { expect, test } from 'vitest';
import { byReach, columnCurves, columnScales, curvePath, curveTable, rangeOf, valueText } from './column-values.ts';

const ROWS = [1, 100, 3, 300, 5, 500];
const named = (...names: readonly string[]) => names.map((name) => ({ name, categories: null }));

test('columns with different units are on one scale, and keep their values', () => {
  const scales = columnScales(ROWS, 2);
  expect(scales.map(({ mean }) => mean)).toEqual([3, 300]);
  const [a, b] = columnCurves([1, 500, 5, 300], named('a', 'b'), scales);
  expect([a!.name, a!.values, b!.values]).toEqual(['a', [1, 5], [500, 300]]);
  expect(Array.from(a!.scaled)[1]).toBeCloseTo(2 / Math.sqrt(8 / 3), 10);
  expect(Array.from(b!.scaled)).toEqual([expect.closeTo(200 / Math.sqrt(80_000 / 3), 10), 0]);
});

test('a constant column and values that are not finite', () => {
  expect(columnScales([7, Number.NaN, 7, 1], 2)).toEqual([
    { mean: 7, std: 1 },
    { mean: 1, std: 1 },
  ]);
  expect(rangeOf([[Infinity, Number.NaN]])).toEqual([-1, 1]);
});

test('the curve that moves most comes first', () => {
  const scales = [
    { mean: 0, std: 10 },
    { mean: 0, std: 1 },
    { mean: 0, std: 1 },
  ];
  const curves = columnCurves([0, 0, 0, 9, 2, Infinity], named('slow', 'fast', 'lost'), scales);
  expect(byReach(curves).map(({ name }) => name)).toEqual(['fast', 'slow', 'lost']);
  const [low, high] = rangeOf(curves.map(({ scaled }) => scaled));
  expect([low, high]).toEqual([expect.closeTo(-0.12, 10), expect.closeTo(2.12, 10)]);
});

test('a line stops where a value is not finite, and the table has evenly spaced rows', () => {
  const same = (value: number) => value;
  expect(curvePath([1, Number.NaN, 3, 4], [0, 1, 2, 3], same, same)).toBe('M0.0 1.0M2.0 3.0L3.0 4.0');
  const x = Array.from({ length: 97 }, (_, i) => i);
  const table = curveTable([{ name: 'age', categories: null, values: x.map((i) => 40 + i), scaled: x }], x, 'σ');
  expect([table.columns, table.rows]).toEqual([['σ', 'age'], 9]);
  expect([table.row(0), table.row(4), table.row(8)]).toEqual([
    ['0', '40'],
    ['48', '88'],
    ['96', '136'],
  ]);
});

test('values of categories are their names', () => {
  const columns = [{ name: 'kind', categories: ['dog', 'cat'] }, ...named('b')];
  const [kind, b] = columnCurves([1, 0.25, 0, 2], columns, [
    { mean: 0, std: 1 },
    { mean: 0, std: 1 },
  ]);
  expect([valueText(kind!, 0), valueText(kind!, 1), valueText(b!, 0)]).toEqual(['cat', 'dog', '0.25']);
  const table = curveTable([kind!, b!], [-1, 1], 'σ');
  expect(table.row(1)).toEqual(['1', 'dog', '2']);
});

test('a curve of an angle goes on where its turn ends, and has the values of the turn', () => {
  const turn = { start: 0, period: 360 };
  const [scale] = columnScales([350, 10, 340, 20], 1, [turn]);
  expect(Math.abs(scale!.mean > 180 ? scale!.mean - 360 : scale!.mean)).toBeCloseTo(0, 9);
  const [curve] = columnCurves(
    [340, 355, 10, 25],
    [{ name: 'phi', categories: null, turn }],
    [{ mean: 0, std: 10 }],
    2,
  );
  expect(Array.from(curve!.values)).toEqual([-20, -5, 10, 25]);
  expect(Array.from(curve!.scaled)).toEqual([-2, -0.5, 1, 2.5]);
  expect([valueText(curve!, 0), valueText(curve!, 3)]).toEqual(['340', '25']);
});
