import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNpz } from '../../data/formats/npz.ts';
import { recordsBytes } from '../../data/testing/records-bytes.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkSpec } from '../check-spec.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { unmark, withCode } from '../spec-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-invalid-data-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  const rows = Array.from(
    { length: 20 },
    (_, i) => `${i},${i * i},${i === 7 ? '' : i % 3},word${i},5,${(i % 5) - 2},${i / 2}\n`,
  );
  writeFileSync(join(folder, 'table.csv'), `age,income,rooms,name,same,debt,half\n${rows.join('')}`);
  const damaged = Array.from({ length: 20 }, (_, i) => `${i * i},${i === 7 ? '3.12*' : i / 3}\n`);
  writeFileSync(join(folder, 'damaged.csv'), `a,b\n${damaged.join('')}`);
  writeFileSync(join(folder, 'units.csv'), `a,b\nm,\n${'1.5,2\n'.repeat(20)}`);
  writeFileSync(join(folder, 'single.csv'), 'a,b\n1,2.5\n');
  const array = { values: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), shape: [20, 2] };
  writeFileSync(join(folder, 'two.npz'), writeNpz({ train: array, labels: array }));
  writeFileSync(join(folder, 'one.npy'), writeNpy(array.values, array.shape));
  const records = Array.from({ length: 20 }, (_, i) => [`n${i}`, i / 7, Math.sin(i)]);
  const fields = [['name', 'U4'] as const, ['a', 'f8'] as const, ['b', 'f8'] as const];
  writeFileSync(join(folder, 'records.npy'), recordsBytes(fields, records));
});

/**
 * The data with «…» around the expected diagnostic; its path, part of its message, and the data after each quick fix.
 */
const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", «"incme"»] }',
    'data.columns[1]',
    "did you mean 'income'?",
    ['{ "source": "csv", "path": "table.csv", "columns": ["age", "income"] }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", "income"], "context": [«"nam"»] }',
    'data.context[0]',
    "did you mean 'name'?",
    ['{ "source": "csv", "path": "table.csv", "columns": ["age", "income"], "context": ["name"] }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", «"rooms"»] }',
    'data.columns[1]',
    'has no value in column rooms',
    ['{ "source": "csv", "path": "table.csv", "columns": ["age", "rooms"], "missing": "drop" }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "context": ["name"], "standardize": false, "missing": «"error"» }',
    'data.missing',
    'has no value in column rooms',
    ['{ "source": "csv", "path": "table.csv", "context": ["name"], "standardize": false, "missing": "drop" }'],
  ],
  [
    '{ "source": "csv", "path": «"table.csv"», "context": ["name"], "standardize": false }',
    'data.path',
    'has no value in column rooms',
    ['{ "source": "csv", "path": "table.csv", "context": ["name"], "standardize": false, "missing": "drop" }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", «"name"»] }',
    'data.columns[1]',
    "'word0' is not a number",
    [
      '{ "source": "csv", "path": "table.csv", "columns": ["age"] }',
      '{ "source": "csv", "path": "table.csv", "columns": ["age", {"name":"name","as":"category"}] }',
    ],
  ],
  [
    '{ "source": "csv", "path": "damaged.csv", "columns": ["a", «"b"»] }',
    'data.columns[1]',
    "'3.12*' is not a number",
    ['{ "source": "csv", "path": "damaged.csv", "columns": ["a"] }'],
  ],
  [
    '{ "source": "csv", "path": «"units.csv"» }',
    'data.path',
    "line 2 (m) is no row, but a second line of the header: all cells below it are numbers (remove it: sed '2d' OLD.csv > NEW.csv)",
    [],
  ],
  [
    '{ "source": "csv", "path": «"single.csv"» }',
    'data.path',
    'the training split has 1 row, which is too few to fit a flow',
    [],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", «"same"»] }',
    'data.columns[1]',
    'column same is constant',
    ['{ "source": "csv", "path": "table.csv", "columns": ["age"] }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age"], "weight": «"incme"» }',
    'data.weight',
    "did you mean 'income'?",
    ['{ "source": "csv", "path": "table.csv", "columns": ["age"], "weight": "income" }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age"], "weight": «"debt"» }',
    'data.weight',
    'line 2, column debt: -2 is not a valid weight: a weight must be ≥ 0 (correct the value or remove the row',
    ['{ "source": "csv", "path": "table.csv", "columns": ["age"] }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age"], "weight": «"rooms"» }',
    'data.weight',
    'line 9 has no value in column rooms',
    ['{ "source": "csv", "path": "table.csv", "columns": ["age"], "weight": "rooms", "missing": "drop" }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", "income"], "weight": «"age"» }',
    'data.weight',
    'uses the column age as weight and in "columns"',
    ['{ "source": "csv", "path": "table.csv", "columns": ["age", "income"] }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age"], "weight": «"name"» }',
    'data.weight',
    'choose another column as "weight"',
    [],
  ],
  [
    '{ "source": "npy", "path": "one.npy", "weight": «0» }',
    'data.weight',
    'column x0: -0.7568024',
    ['{ "source": "npy", "path": "one.npy" }'],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", "debt"], "dequantize": ["age", «"half"»] }',
    'data.dequantize[1]',
    'names the column half, which is not modeled',
    [],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["debt", "half"], "dequantize": «{ "step": 1 }» }',
    'data.dequantize',
    'column half: 0.5 is not a whole number of steps of 1 from the smallest value, 0',
    [
      '{ "source": "csv", "path": "table.csv", "columns": ["debt", "half"], "dequantize": [{"column":"debt","step":1},{"column":"half","step":0.5}] }',
    ],
  ],
  [
    '{ "source": "csv", "path": "table.csv", "columns": ["age", "income"], "shape": «[3]» }',
    'data.shape',
    '"shape" says [3]',
    ['{ "source": "csv", "path": "table.csv", "columns": ["age", "income"], "shape": [2] }'],
  ],
  [
    '{ "source": "npy", "path": «"two.npz"» }',
    'data.path',
    'holds the arrays train, labels',
    [
      '{ "source": "npy", "path": "two.npz", "array": "train" }',
      '{ "source": "npy", "path": "two.npz", "array": "labels" }',
    ],
  ],
  [
    '{ "source": "npy", "path": "two.npz", "array": «"trian"» }',
    'data.array',
    "did you mean 'train'?",
    ['{ "source": "npy", "path": "two.npz", "array": "train" }'],
  ],
  [
    '{ "source": "npy", "path": «"records.npy"» }',
    'data.path',
    "has the field 'name' with the dtype <U4, which is not a number",
    ['{ "source": "npy", "path": "records.npy", "exclude": ["name"] }'],
  ],
  [
    '{ "source": "npy", "path": "records.npy", "columns": ["a", «"name"», "b"] }',
    'data.columns[1]',
    'remove "name" from "columns"',
    ['{ "source": "npy", "path": "records.npy", "columns": ["a", "b"] }'],
  ],
  [
    '{ "source": "npy", "path": "one.npy", "array": «"x"» }',
    'data.array',
    'is a single array',
    ['{ "source": "npy", "path": "one.npy" }'],
  ],
];

test.each(CASES)('%s', async (marked, path, message, repaired) => {
  const { text, ranges } = unmark(
    `{ "layers": [{ "type": "actnorm" }], "training": { "batchSize": 5 }, "data": ${marked} }`,
  );
  const options = { folder, trusted: true, fileStem: 'flow' };
  const found = withCode((await checkSpec(text, options)).diagnostics, 'invalid-data');
  expect(found).toMatchObject([{ path, message: expect.stringContaining(message), range: ranges[0] }]);
  const after = found[0]!.fixes.map((fix) => applyFix(text, fix));
  expect(after.map((fixed) => fixed.slice(fixed.indexOf('"data": ') + 8, -2))).toEqual(repaired);
  for (const fixed of after) {
    expect(withCode((await checkSpec(fixed, options)).diagnostics, 'invalid-data')).toEqual([]);
  }
});
