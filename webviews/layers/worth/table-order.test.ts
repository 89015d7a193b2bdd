import { expect, test } from 'vitest';
import type { LayerTerm } from '../layers-data.ts';
import { nextSorting, sortedRows, tableRows } from './table-order.ts';

const term = (index: number, gain: number | null): LayerTerm => ({
  ...{ index, type: 'affine-coupling', path: `layers[${index}]`, turn: [], kind: 'log-det' },
  ...{ mean: -index, std: 0, p10: 0, p50: 0, p90: 0, cutNll: 1, gain, roundTripError: 0, outsideBound: null },
});
const worth = (index: number, value: number | null, affine = false) => ({ index, value, gain: 0, lost: 0, affine });
const rows = tableRows([term(-1, 0), term(0, 0.5), term(1, null), term(2, -0.1), term(3, 0.2)], {
  rows: 10,
  covariance: 'full',
  layers: [worth(0, 0.1), worth(1, 0, true), worth(2, 0.7), worth(3, null)],
});
const order = (...sorting: Parameters<typeof sortedRows>[1][]) =>
  sortedRows(rows, sorting[0]!).map((row) => row.term.index);

test('by worth: affine layers and the data preparation come last, in either direction', () => {
  expect(order({ column: 'worth', descending: true })).toEqual([2, 0, -1, 1, 3]);
  expect(order({ column: 'worth', descending: false })).toEqual([0, 2, -1, 1, 3]);
});

test('by other columns; without one, as in the flow', () => {
  expect(order({ column: 'gain', descending: true })).toEqual([0, 3, -1, 2, 1]);
  expect(order({ column: 'mean', descending: false })).toEqual([3, 2, 1, 0, -1]);
  expect(order(null)).toEqual([-1, 0, 1, 2, 3]);
});

test('a heading sorts from the largest, then from the smallest, then as in the flow', () => {
  const first = nextSorting(null, 'worth');
  expect(first).toEqual({ column: 'worth', descending: true });
  const second = nextSorting(first, 'worth');
  expect(second).toEqual({ column: 'worth', descending: false });
  expect(nextSorting(second, 'worth')).toBe(null);
  expect(nextSorting(second, 'gain')).toEqual({ column: 'gain', descending: true });
});
