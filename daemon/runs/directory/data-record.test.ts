import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConditionLayout } from '../../data/conditions/layout.ts';
import { makeRun } from '../testing/make-run.ts';
import { readDataRecord, writeDataRecord } from './data-record.ts';
import type { Run } from './run-directory.ts';

let root = '';
let run: Run;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-data-record-'));
  run = await makeRun(root, { name: 'data', runDir: join(root, 'run'), dataFingerprint: 'abc' });
  const range = { low: -Infinity, high: 1, closed: true };
  await writeDataRecord(run.directory, {
    summary: { shape: [2], context: null, range, integerColumns: [], bits: null },
    columns: ['a', 'b'],
    standardization: { mean: Float64Array.of(0.125, -3), std: Float64Array.of(1, 2e-9) },
    dequantizedColumns: [],
    density: null,
    fingerprint: 'abc',
  });
});
afterEach(() => rmSync(root, { recursive: true }));

const path = () => join(run.directory, 'data.json');
const damaged = (reason: string) => ({ code: 'run-damaged', file: path(), message: expect.stringContaining(reason) });

test('it comes back, and a changed digit is an error', async () => {
  expect(await readDataRecord(run)).toMatchObject({
    columns: ['a', 'b'],
    standardization: { mean: Float64Array.of(0.125, -3), std: Float64Array.of(1, 2e-9) },
    summary: { range: { low: -Infinity, high: 1 } },
  });
  const text = readFileSync(path(), 'utf8');
  writeFileSync(path(), text.replace('0.125', '0.135'));
  await expect(readDataRecord(run)).rejects.toMatchObject(damaged('checksum'));
  writeFileSync(path(), text.replace('"v": 1', '"v": 2'));
  await expect(readDataRecord(run)).rejects.toMatchObject(damaged('version is 2'));
});

test('grids, categories, the name of the weights and the columns of an array come back', async () => {
  const grids = [{ column: 1, step: 0.1, origin: -0.05 }];
  const categories = [{ column: 0, values: ['dog', 'cat'] }];
  const part = { columns: [0, 1], width: 3, weight: 2 };
  const range = { low: -Infinity, high: Infinity, closed: false };
  await writeDataRecord(run.directory, {
    summary: { shape: [2], context: null, range, integerColumns: [], bits: null },
    columns: ['a', 'b'],
    standardization: null,
    dequantizedColumns: [1],
    grids,
    categories,
    weight: 'w',
    part,
    density: null,
    fingerprint: 'abc',
  });
  expect(await readDataRecord(run)).toMatchObject({ dequantizedColumns: [1], grids, categories, weight: 'w', part });
});

test('steps of columns come back, and those of a newer version are an error', async () => {
  const chains = [
    [],
    [
      { stage: 'bounds' as const, type: 'interval', center: 0.5, scale: 1, table: [[0, 1]] },
      { stage: 'standardize' as const, type: 'shift-scale', center: 0.25, scale: 2 },
    ],
  ];
  const range = { low: -Infinity, high: Infinity, closed: false };
  const record = {
    summary: { shape: [2], context: null, range, integerColumns: [], bits: null },
    columns: ['a', 'b'],
    standardization: { mean: Float64Array.of(0, 0.5), std: Float64Array.of(1, 1) },
    dequantizedColumns: [],
    density: null,
    fingerprint: 'abc',
  };
  await writeDataRecord(run.directory, { ...record, chains });
  expect((await readDataRecord(run))!.chains).toEqual(chains);
  const later = [[], [{ ...chains[1]![0]!, type: 'box-cox' }]];
  await writeDataRecord(run.directory, { ...record, chains: later });
  await expect(readDataRecord(run)).rejects.toMatchObject(damaged("no step 'box-cox'"));
});

test('how condition images are derived comes back', async () => {
  const shape = [2, 4, 1];
  const modeled = { top: 0, left: 0, height: 2, width: 4 };
  const conditions: ConditionLayout = {
    whole: [4, 4, 1],
    modeled,
    shape,
    images: [
      { name: 'crop', shape, from: { kind: 'crop', part: { ...modeled, top: 2 } } },
      { name: 'downsample', shape: [1, 2, 1], from: { kind: 'downsample', factor: 2 } },
      { name: 'edges', shape, from: { kind: 'edges' } },
      { name: 'pair', shape: [1, 1, 1], from: { kind: 'paired' } },
    ],
  };
  await writeDataRecord(run.directory, {
    summary: { shape, context: null, range: { low: 0, high: 255, closed: true }, integerColumns: [], bits: 8 },
    columns: Array.from({ length: 8 }, (_, j) => `x${j}`),
    standardization: null,
    dequantizedColumns: [],
    conditions,
    density: null,
    fingerprint: 'abc',
  });
  expect((await readDataRecord(run))?.conditions).toEqual(conditions);
});

test('it needs a checksum only if run.json has one', async () => {
  const { checksum: _, ...older } = JSON.parse(readFileSync(path(), 'utf8')) as Record<string, unknown>;
  writeFileSync(path(), JSON.stringify(older));
  await expect(readDataRecord(run)).rejects.toMatchObject(damaged('no checksum'));
  expect(await readDataRecord({ ...run, verified: false })).toMatchObject({ columns: ['a', 'b'] });
  const other = { ...run.record, dataFingerprint: 'xyz' };
  await expect(readDataRecord({ ...run, verified: false, record: other })).rejects.toMatchObject(
    damaged('different data'),
  );
});
