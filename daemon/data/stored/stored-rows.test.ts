import { expect, test } from 'vitest';
import type { Rows } from '../definition.ts';
import { indexedRows } from '../files/row-place.ts';
import { makeDataset } from '../make-dataset.ts';
import { dataTransform } from '../prepare.ts';
import { takeRows } from '../split-rows.ts';
import type { RowStore } from './row-store.ts';
import { blocksOf, rowWidth, storedRows, valuesAt, valuesBetween } from './stored-rows.ts';

const [COUNT, WIDTH] = [40, 3];
const VALUES = Float64Array.from({ length: COUNT * WIDTH }, (_, i) => Math.sin(i) * 1e3 + (i % WIDTH));

const STORE: RowStore = {
  count: COUNT,
  width: WIDTH,
  kind: 'float64',
  take: (rows) => takeRows(VALUES, WIDTH, Uint32Array.from(rows)),
};

test('values of rows, in memory and in a file', () => {
  const memory: Rows = { count: COUNT, values: VALUES, context: null };
  for (const rows of [memory, storedRows(STORE, null)]) {
    expect(rowWidth(rows)).toBe(WIDTH);
    expect(rows.values).toEqual(VALUES);
    expect(valuesBetween(rows, 3, 5)).toEqual(VALUES.slice(9, 15));
    expect(valuesAt(rows, Uint32Array.of(7, 0))).toEqual(
      Float64Array.of(...VALUES.slice(21, 24), ...VALUES.slice(0, 3)),
    );
    expect(Array.from(blocksOf(rows), (block) => [...block]).flat()).toEqual([...VALUES]);
  }
});

test('the blocks of wide rows are bounded', () => {
  const reads: number[] = [];
  const wide: RowStore = {
    count: 5,
    width: 2 ** 19,
    kind: 'uint8',
    take(rows) {
      reads.push(rows.length);
      return new Uint8Array(rows.length * 2 ** 19);
    },
  };
  expect(Array.from(blocksOf(storedRows(wide, null)), (block) => block.length / 2 ** 19)).toEqual([2, 2, 1]);
  expect(reads).toEqual([2, 2, 1]);
});

test('split, standardization and prepared rows are the same as for values in memory', () => {
  const dataset = (values: Float64Array | RowStore) =>
    makeDataset({
      summary: { shape: [WIDTH], integerColumns: [], bits: null },
      columns: ['a', 'b', 'c'],
      main: { values, count: COUNT, context: [], source: indexedRows('file') },
      test: null,
      split: { validation: 0.2, test: 0.1 },
      seed: 1,
      standardize: true,
      dequantizedColumns: [1],
      fingerprint: 'f',
    });
  const held = dataset(VALUES);
  const stored = dataset(STORE);
  expect(stored.standardization).toEqual(held.standardization);
  const transforms = [dataTransform(held), dataTransform(stored)] as const;
  expect(transforms[1].logDet).toBe(transforms[0].logDet);
  for (const split of ['train', 'validation', 'test'] as const) {
    const [plain, own] = [transforms[0].prepare(held[split]), transforms[1].prepare(stored[split])];
    expect(own.stored?.kind).toBe('float32');
    expect(own.values).toEqual(plain.values);
    expect(valuesBetween(own, 1, 3)).toEqual(valuesBetween(plain, 1, 3));
  }
});

test('the range of values that are not standardized', () => {
  const { summary } = makeDataset({
    summary: { shape: [WIDTH], integerColumns: [], bits: null },
    columns: ['a', 'b', 'c'],
    main: { values: STORE, count: COUNT, context: [], source: indexedRows('file') },
    test: null,
    split: { validation: 0, test: 0 },
    seed: 1,
    standardize: false,
    dequantizedColumns: [],
    fingerprint: 'f',
  });
  expect(summary.range).toEqual({ low: Math.min(...VALUES), high: Math.max(...VALUES), closed: true });
});
