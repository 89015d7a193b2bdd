import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadRows } from '../../data/named/load-rows.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { evaluateRows } from './evaluate-rows.ts';

const options = { noiseSeed: 3 };

/** @param note of a row, in quotes */
async function tableWith(note: (i: number) => string) {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-unlikely-'));
  const random = randomStream(2, 'table');
  const rows = Array.from({ length: 100 }, (_, i) => `${random.normal().toFixed(6)},${random.normal()},"${note(i)}"`);
  const text = `x,y,note\n${rows.join('\n')}\n`;
  await writeFile(join(folder, 'table.csv'), text);
  const data = { source: 'csv', path: 'table.csv', columns: ['y', 'x'], split: { validation: 0.3, test: 0.3 } };
  return { lines: text.split('\n'), folder, ...(await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0)) };
}

test.each([
  ['a row on each line', () => 'a'],
  ['rows of several lines', (i: number) => (i % 3 === 0 ? 'a\nb' : 'a')],
])('the least likely rows have their values and the line of the file: %s', async (_, note) => {
  const runtime = cpuRuntime({ threads: 1 });
  const { lines, folder, open, data } = await tableWith(note);
  const found = await evaluateRows(runtime, open, data, data.dataset.test, options);
  expect(found).toMatchObject({ leastLikelyFile: 'table.csv', columns: ['y', 'x'] });
  expect(found.leastLikely).toHaveLength(20);
  for (const { line, values } of found.leastLikely) {
    expect(lines[line! - 1]).toMatch(new RegExp(`^${values![1]!.toFixed(6)},${values![0]},`));
  }
  const named = await loadRows('table.csv', { folder, trusted: true }, data.dataset);
  const [first] = (await evaluateRows(runtime, open, data, named, options)).leastLikely;
  expect(lines[first!.line! - 1]).toContain(String(first!.values![0]));
});

test('the lines of a compressed file are those of its text, also after rows that are dropped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-unlikely-'));
  const random = randomStream(2, 'table');
  const rows = Array.from({ length: 90 }, (_, i) => [i % 3 === 1 ? '' : random.normal().toFixed(6), i % 2 ? 'a' : 'b']);
  const lines = ['x,kind', ...rows.map((row) => row.join())];
  await writeFile(join(folder, 'table.csv.gz'), gzipSync(`${lines.join('\n')}\n`));
  const columns = ['x', { name: 'kind', as: 'category' }];
  const data = { source: 'csv', path: 'table.csv.gz', columns, missing: 'drop', split: { validation: 0.3, test: 0.3 } };
  const { open, data: opened } = await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0);
  const found = await evaluateRows(cpuRuntime({ threads: 1 }), open, opened, opened.dataset.test, options);
  expect(found).toMatchObject({ leastLikelyFile: 'table.csv.gz', categories: [{ column: 'kind' }] });
  expect(found.leastLikely.length).toBeGreaterThan(10);
  const names = found.categories![0]!.values;
  for (const { line, values } of found.leastLikely) {
    expect(lines[line! - 1]).toBe(`${values![0]!.toFixed(6)},${names[values![1]!]}`);
  }
});

test.each(['snappy.parquet', 'points.npy'])('a file without lines has numbers of rows: %s', async (path) => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-unlikely-'));
  // Its column x is an eighth of the row, and it lacks a value in row 7.
  const parquet = new URL('../../data/sources/columnar/testing/snappy.parquet', import.meta.url);
  await copyFile(parquet, join(folder, 'snappy.parquet'));
  await writeFile(
    join(folder, 'points.npy'),
    writeNpy(
      Float64Array.from({ length: 40 }, (_, row) => row / 8),
      [40, 1],
    ),
  );
  const source = path.endsWith('npy')
    ? { source: 'npy' }
    : { source: 'parquet', columns: ['x', 'gap'], missing: 'drop' };
  const data = { ...source, path, split: { validation: 0.3, test: 0.3 } };
  const { open, data: opened } = await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0);
  const found = await evaluateRows(cpuRuntime({ threads: 1 }), open, opened, opened.dataset.validation, options);
  expect(found.leastLikelySource).toBe(path);
  expect(found).not.toHaveProperty('leastLikelyFile');
  expect(found.leastLikely.map(({ fileRow, line }) => [fileRow, line])).toEqual(
    found.leastLikely.map(({ values }) => [8 * values![0]!, undefined]),
  );
});

test('values of float32 have the digits of the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-unlikely-'));
  const values = Float32Array.from({ length: 80 }, (_, i) => Math.round(37 * Math.sin(i) + i) / 10);
  await writeFile(join(folder, 'points.npy'), writeNpy(values, [40, 2]));
  const data = { source: 'npy', path: 'points.npy', split: { validation: 0.5, test: 0.2 } };
  const { open, data: opened } = await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0);
  const found = await evaluateRows(cpuRuntime({ threads: 1 }), open, opened, opened.dataset.validation, options);
  const texts = found.leastLikely.flatMap(({ values: own = [] }) => own.map(String));
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) expect(text).toMatch(/^-?\d+(\.\d)?$/);
});
