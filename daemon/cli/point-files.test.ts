import { expect, test } from 'vitest';
import type { Dataset } from '../data/definition.ts';
import { pathFile } from './path-files.ts';
import { pointFile } from './point-files.ts';

const NONE = { count: 0, values: new Float64Array(), context: null };
const FACTS: Dataset = {
  ...{ train: NONE, validation: NONE, test: NONE },
  summary: {
    shape: [2],
    context: null,
    range: { low: -Infinity, high: Infinity, closed: false },
    integerColumns: [],
    bits: null,
  },
  columns: ['x', 'kind'],
  standardization: null,
  dequantizedColumns: [1],
  categories: [{ column: 1, values: ['dog', 'a,b'] }],
  density: null,
  fingerprint: '',
};

test('CSV files have the names of categories, arrays their numbers', async () => {
  const points = { values: Float64Array.of(0.5, 1, 2, 0), leading: [2], title: '', theme: 'dark' as const };
  expect(await pointFile('csv', points, FACTS)).toBe('x,kind\n0.5,"a,b"\n2,dog\n');
  const path = await pathFile(
    'csv',
    points,
    FACTS,
    ['row', 'column'],
    [
      [0, 0],
      [0, 1],
    ],
  );
  expect(path).toBe('row,column,x,kind\n0,0,0.5,"a,b"\n0,1,2,dog\n');
  expect((await pointFile('npy', points, FACTS)).length).toBe(128 + 32);
});
