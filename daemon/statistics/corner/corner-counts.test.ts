import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { binsPerBar, CORNER_BINS } from './bins.ts';
import { regionsOf } from './cell-regions.ts';
import { type ColumnAxis, columnAxes } from './column-axes.ts';
import { barBins, barShares, binRows, columnPairs, countRows, SelectedCounts } from './corner-counts.ts';
import { selectRows } from './row-selection.ts';
import { drawnColumns, weighing } from './weighing.ts';

const ROWS = 400;
const random = randomStream(1, 'corner');
const COLUMNS = Array.from({ length: 3 }, () => Float64Array.from({ length: ROWS }, () => random.normal()));
COLUMNS[1]![7] = Number.NaN;
const AXES = columnAxes([COLUMNS]);
const UNIT: ColumnAxis = { low: 0, high: 1, bins: CORNER_BINS, step: null, isDiscrete: false };

test('each row is in the bins of its values; beyond an axis and not finite, it is in none', () => {
  const counts = countRows(binRows([Float64Array.of(0, 0.49, 1, 2, Number.NaN)], [UNIT]));
  const [column] = counts.columns;
  expect(counts.total).toBe(5);
  expect([column![0], column![Math.floor(0.49 * CORNER_BINS)], column![CORNER_BINS - 1], column![CORNER_BINS]]).toEqual(
    [1, 1, 1, 2],
  );
  const pair = countRows(binRows([Float64Array.of(0.1, 0.1), Float64Array.of(0.9, 3)], [UNIT, UNIT])).pairs[0]!;
  expect(pair[Math.floor(0.9 * CORNER_BINS) * CORNER_BINS + Math.floor(0.1 * CORNER_BINS)]).toBe(1);
  expect(pair[CORNER_BINS ** 2]).toBe(1);
});

test('counts follow a selection to where counting its rows alone leads', () => {
  const selected = new SelectedCounts(binRows(COLUMNS, AXES));
  const marks = new Uint8Array(ROWS);
  for (const [low, high] of [
    [-1, 1],
    [0, 2],
    [5, 6],
    [-9, 9],
  ] as const) {
    const count = selectRows(COLUMNS, [null, { low, high }, null], marks);
    selected.select(marks);
    const alone = countRows(
      binRows(
        COLUMNS.map((values) => values.filter((_, i) => marks[i] === 1)),
        AXES,
      ),
    );
    expect(selected.total).toBe(count);
    expect(selected.columns).toEqual(alone.columns);
    expect(selected.pairs).toEqual(alone.pairs);
  }
  // The row that is not finite is in no range.
  expect(selected.total).toBe(ROWS - 1);
});

test('a row is selected if it is in all ranges, whose ends belong to them', () => {
  const marks = new Uint8Array(4);
  const columns = [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 1, 2, 2)];
  expect(
    selectRows(
      columns,
      [
        { low: 2, high: 4 },
        { low: 2, high: 9 },
      ],
      marks,
    ),
  ).toBe(2);
  expect([...marks]).toEqual([0, 0, 1, 1]);
  expect(selectRows(columns, [null, null], marks)).toBe(4);
  const unbounded = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  expect(selectRows([Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0)], [unbounded], new Uint8Array(3))).toBe(
    1,
  );
});

test('pairs are in the order of the plot, and fewer rows have broader bars', () => {
  expect(columnPairs(3)).toEqual([
    { x: 0, y: 1 },
    { x: 0, y: 2 },
    { x: 1, y: 2 },
  ]);
  expect([10, 200, 600, 2000, 100_000].map((rows) => binsPerBar(rows))).toEqual([4, 4, 2, 1, 1]);
  const counts = Int32Array.from({ length: CORNER_BINS + 1 }, (_, i) => (i < 4 ? 1 : i === CORNER_BINS ? 9 : 0));
  expect([...barShares(counts, UNIT, 2).subarray(0, 3)]).toEqual([0.5, 0.5, 0]);
  const few = { ...UNIT, bins: 5, step: 0.2, isDiscrete: true };
  // As many bars as without a grid, about.
  expect([28, 36, 40].map((bins) => binsPerBar(200, bins))).toEqual([2, 4, 4]);
  expect([barBins(UNIT, 200), barBins(few, 200)]).toEqual([4, 1]);
  expect([...barShares(counts, few, 1)]).toEqual([0.25, 0.25, 0.25, 0.25, 0]);
});

test('weights count as often as they say, and a selection that is undone leaves nothing', () => {
  const column = Float64Array.of(0.1, 0.4, 0.4, 0.9);
  const weights = weighing(Float64Array.of(0.3, 0.1, 0.2, 0.7))!;
  const counts = countRows(binRows([column, column], [UNIT, UNIT], { weights }));
  const shares = barShares(counts.columns[0]!, UNIT, 1);
  expect([...shares].filter((share) => share > 0).map((share) => share.toFixed(6))).toEqual([
    (0.3 / 1.3).toFixed(6),
    (0.3 / 1.3).toFixed(6),
    (0.7 / 1.3).toFixed(6),
  ]);
  // They add up to the effective sample size.
  expect(counts.total).toBeCloseTo(1.3 ** 2 / 0.63, 6);
  const selected = new SelectedCounts(binRows([column, column], [UNIT, UNIT], { weights }));
  selected.select(Uint8Array.of(1, 1, 1, 1));
  expect([...selected.columns[0]!]).toEqual([...counts.columns[0]!]);
  selected.select(Uint8Array.of(0, 0, 1, 0));
  expect(selected.total).toBe(weights[2]);
  selected.select(new Uint8Array(4));
  expect([selected.total, ...selected.columns[0]!, ...selected.pairs[0]!].every((own) => own === 0)).toBe(true);
  expect(weighing(new Float64Array(3))).toBeNull();
});

test('the regions of rows with weights are those of the rows that the weights make', () => {
  const random = randomStream(4, 'weighted regions');
  const rows = Array.from({ length: 6000 }, () => [3 * random.normal(), 3 * random.normal()] as const);
  const columns = [0, 1].map((d) => Float64Array.from(rows, (row) => row[d]!));
  // From a deviation of 3 to one of 1.
  const weights = weighing(rows.map(([x, y]) => Math.exp(-(x * x + y * y) * (1 / 2 - 1 / 18))))!;
  const axes = columnAxes([drawnColumns(columns, weights)]);
  const { regions, width, height } = regionsOf(countRows(binRows(columns, axes, { weights })), axes)({ x: 0, y: 1 }, 0);
  const [{ low, high }] = [axes[0]!];
  // 86 % of a Gaussian are within 1.98 deviations. Smoothing, and an effective sample size of some hundreds, move the border.
  const loop = regions.find(({ mass }) => mass === 0.86)!.loops[0]!;
  const radii: number[] = [];
  for (let i = 0; i < loop.length; i += 2) {
    const x = low + (loop[i]! / width) * (high - low);
    const y = axes[1]!.low + (loop[i + 1]! / height) * (axes[1]!.high - axes[1]!.low);
    radii.push(Math.hypot(x, y));
  }
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
  expect(Math.abs(mean - 1.98)).toBeLessThan(0.35);
});
