import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { binsPerBar, CORNER_BINS } from './bins.ts';
import { type ColumnAxis, columnAxes } from './column-axes.ts';
import { barBins, barShares, binRows, columnPairs, countRows, SelectedCounts } from './corner-counts.ts';
import { selectRows } from './row-selection.ts';

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
