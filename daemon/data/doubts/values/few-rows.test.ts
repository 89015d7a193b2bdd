/** Few rows, and rows of which a few have most of the weight. */
import { expect, test } from 'vitest';
import { normal } from '../example-numbers.ts';
import { valueTable } from '../value-table.ts';
import { fewRows } from './few-rows.ts';

/** @param heavy rows with a weight; null: there are no weights */
function lookAt(rows: number, heavy: number | null) {
  return fewRows.detect(
    valueTable({
      labels: ['x', 'y'],
      rows: { values: Float64Array.from({ length: 2 * rows }, (_, i) => normal(i)), count: rows },
      source: { file: 't.csv', place: (row) => `line ${row}` },
      labelColumns: [],
      summary: { trainingRows: 0.8 * rows },
      weights: heavy === null ? undefined : Float64Array.from({ length: rows }, (_, row) => (row < heavy ? 1 : 1e-9)),
      keys: {
        standardize: true,
        dequantized: [],
        grids: [],
        categories: [],
        requests: [],
        noise: false,
        chosen: false,
      },
    }),
  );
}

test('the effective sample size of the training rows counts, not their number', () => {
  expect(lookAt(1000, null)).toEqual([]);
  expect(lookAt(1000, 1000)).toEqual([]);
  expect(lookAt(1000, 40)).toEqual([]);
  const [found] = lookAt(1000, 20);
  expect(found).toMatchObject({ trainingRows: 800, effectiveSampleSize: 16 });
  expect(lookAt(20, 20)).toMatchObject([{ trainingRows: 16, effectiveSampleSize: null }]);
});
