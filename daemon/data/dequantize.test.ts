import { expect, test } from 'vitest';
import { type DequantizeRequest, dequantization } from './dequantize.ts';
import { fitGrid, floorToGrid } from './grid.ts';
import { dataTransform } from './prepare.ts';
import { closedPeriod } from './turns.ts';

/** Whole numbers, multiples of 0.1 from 0.05, multiples of 1/15 with four digits, and numbers on no grid. */
const ROWS = Array.from({ length: 40 }, (_, i) => [
  i % 7,
  0.05 + (i % 9) / 10,
  Number(((i * 8) / 15).toFixed(4)),
  Math.sin(i),
]);
const NAMES = ['n', 'tenths', 'fifteenths', 'free'];

function noiseOf(request: DequantizeRequest, columns = [0, 1, 2, 3]) {
  return dequantization(request, {
    values: Float64Array.from(ROWS.flatMap((row) => columns.map((column) => row[column]!))),
    count: ROWS.length,
    names: columns.map((column) => NAMES[column]!),
    labels: columns.map((column) => NAMES[column]!),
    source: { file: 't.csv', place: (row) => `line ${row + 2}` },
  });
}

function noiseWith(values: readonly number[], request: DequantizeRequest) {
  return dequantization(request, {
    values: Float64Array.from(values),
    ...{ count: values.length, names: ['phi'], labels: ['phi'] },
    source: { file: 't.csv', place: String },
  }).grids;
}

test('true takes whole numbers, a step all columns, and a list those that it names', () => {
  expect(noiseOf(false)).toMatchObject({ columns: [], integers: [{ name: 'n', distinct: 7 }] });
  expect(noiseOf(true)).toEqual({ columns: [0], grids: [], integers: [] });
  expect(noiseOf({ step: 0.1 }, [1])).toEqual({
    columns: [0],
    grids: [{ column: 0, step: 0.1, origin: 0.05 }],
    integers: [],
  });
  const listed = noiseOf([{ column: 'fifteenths', step: 0.066667 }, 'n']);
  expect(listed).toEqual({ columns: [0, 2], grids: [{ column: 2, step: 0.066667, origin: 0 }], integers: [] });
  expect(noiseOf(['n'], [0, 3])).toMatchObject({ columns: [0], grids: [] });
});

test('a column that is not on the grid is an error, and its fix works', () => {
  const refused = (request: DequantizeRequest, columns?: number[]) => {
    try {
      noiseOf(request, columns);
    } catch (error) {
      return error as { message: string; hint: string; about: { choices: [DequantizeRequest] } };
    }
    throw new Error('not refused');
  };
  const grid = refused({ step: 0.1 }, [1, 3]);
  expect(grid.message).toContain(
    't.csv: line 3, column free: 0.8414709848078965 is not a whole number of steps of 0.1 from the smallest value, -0.99',
  );
  expect(grid.hint).toBe('leave the column without noise: set "dequantize": [{"column":"tenths","step":0.1}]');
  expect(noiseOf(grid.about.choices[0], [1, 3]).columns).toEqual([0]);
  // 0.0667 adds up to half a step after a thousand steps.
  const digits = refused([{ column: 'fifteenths', step: 0.0667 }]);
  expect(digits.hint).toContain('give the step with more digits');
  expect(noiseOf(digits.about.choices[0]).grids[0]!.step).toBeCloseTo(1 / 15, 6);
  const named = refused(['n', 'free']);
  expect(named.message).toContain('column free: 0.8414709848078965 is not a whole number');
  expect(named.about.choices[0]).toEqual(['n']);
  expect(refused(['free']).about.choices[0]).toBe(false);
  expect(refused(['m']).message).toContain('names the column m, which is not modeled');
});

function refusedFor(values: readonly number[], request: DequantizeRequest, period: number | null = null) {
  try {
    dequantization(request, {
      values: Float64Array.from(values),
      ...{ count: values.length, names: ['phi'], labels: ['phi'], periods: [period] },
      source: { file: 't.csv', place: (row) => `line ${row + 2}` },
    });
  } catch (error) {
    return error as { message: string; hint: string; about: { choices: [DequantizeRequest] } };
  }
  throw new Error('not refused');
}

test('values on another grid than that of the request: its step is advised', () => {
  const halves = Array.from({ length: 30 }, (_, i) => 0.5 + (i % 12));
  const offset = refusedFor(halves, ['phi']);
  expect(offset.message).toBe(
    't.csv: line 2, column phi: 0.5 is not a whole number, and "dequantize" gives no step for the column',
  );
  expect(offset.hint).toBe('give the step of its values: set "dequantize": [{"column":"phi","step":1}]');
  expect(noiseWith(halves, offset.about.choices[0])).toEqual([{ column: 0, step: 1, origin: 0.5 }]);
  const wrong = refusedFor(halves, { step: 0.8 });
  expect(wrong.about.choices[0]).toEqual([{ column: 'phi', step: 1 }]);
});

test('the grid of an angle must close: else the nearest period that does is advised, with the figures', () => {
  const turn = 6.283185;
  const rounded = Array.from({ length: 60 }, (_, i) => (i - 30) / 10);
  const wrapped = rounded.map((value) => value - turn * Math.floor(value / turn));
  const { message, hint, about } = refusedFor(wrapped, [{ column: 'phi', step: 0.1 }], turn);
  expect(message).toBe(
    't.csv: column phi: its period 6.283185 is 62.83 steps of 0.1, not a whole number: the noise of the last values of a turn overlaps the first ones',
  );
  expect(hint).toBe('set "period": 6.3 of column phi in "columns", or leave it without noise: set "dequantize": false');
  expect(about).toMatchObject({ column: { label: 'phi', keys: { period: 6.3 } }, choices: [false] });
  // Values of a grid that closes, but not those of this step.
  expect(refusedFor(wrapped, [{ column: 'phi', step: 0.35 }], 6.3).message).toContain('(modulo its period 6.3)');
  expect([closedPeriod(360, 7), closedPeriod(360, 100)]).toEqual([357, null]);
});

test('a grid has the values that are near it: neither dense numbers nor another step', () => {
  const dense = Float64Array.from({ length: 1000 }, (_, i) => i / 100);
  expect(fitGrid(1000, (row) => dense[row]!, 0.5)).toMatchObject({ off: 6 });
  expect(fitGrid(1000, (row) => dense[row]!, 0.01)).toEqual({ origin: 0 });
  expect(fitGrid(1000, (row) => dense[row]!, 0.02)).toMatchObject({ off: 1, better: null });
});

test('points are rounded down to the grid, without rounding errors', () => {
  const grid = { step: 0.1, origin: -0.3 };
  expect([0.3, 0.39, -0.301, 5.05].map((value) => floorToGrid(value, grid))).toEqual([0.3, 0.3, -0.4, 5]);
  expect(floorToGrid(0.01, grid)).toBe(0);
  expect(floorToGrid(-0.5, { step: 1, origin: 0 })).toBe(-1);
  expect(floorToGrid(1_000_000.17, { step: 0.05, origin: 0 })).toBe(1_000_000.15);
});

test('the noise is as wide as a step in the units of the flow', () => {
  const { entry, logDet } = dataTransform({
    standardization: { mean: Float64Array.of(0, 1), std: Float64Array.of(2, 0.5) },
    dequantizedColumns: [0, 1],
    grids: [{ column: 1, step: 0.1, origin: 0 }],
    summary: {
      shape: [2],
      context: null,
      range: { low: -Infinity, high: Infinity, closed: false },
      integerColumns: [],
      bits: null,
    },
  });
  expect(entry!.noiseScale).toEqual([0.5, 0.2]);
  expect(logDet).toBeCloseTo(0, 12);
});
