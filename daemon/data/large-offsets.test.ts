/** Columns with more digits than float32 can represent, such as timestamps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeNpy } from '../encoding/write-npy.ts';
import { randomStream } from '../random/random-stream.ts';
import type { Dataset } from './definition.ts';
import { loadDataset } from './load-dataset.ts';
import { dataTransform } from './prepare.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-offsets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OFFSET = 1_700_000_000;
const random = randomStream(1, 'offsets');
const small = Float64Array.from({ length: 400 }, () => random.normal());

async function load(source: 'csv' | 'npy', offset: number): Promise<Dataset> {
  const file = `${source}${offset}.${source}`;
  const values = small.map((value) => value + offset);
  writeFileSync(join(folder, file), source === 'csv' ? `t\n${[...values].join('\n')}\n` : writeNpy(values, [400, 1]));
  const split = { validation: 0.1, test: 0.1 };
  const keys =
    source === 'csv' ? { delimiter: 'auto', header: 'auto', missing: 'error', context: [], dequantize: false } : {};
  const config = { source, path: file, standardize: true, split, seed: 0, limit: null, ...keys };
  return loadDataset(config, { folder, trusted: true });
}

test.each(['csv', 'npy'] as const)(
  '%s: an offset changes nothing but the mean, and comes back with samples',
  async (source) => {
    const [plain, shifted] = [await load(source, 0), await load(source, OFFSET)];
    expect(shifted.summary.integerColumns).toEqual([]);
    const transform = dataTransform(shifted);
    const expected = dataTransform(plain).prepare(plain.train).values;
    const actual = transform.prepare(shifted.train).values;
    expect(actual).toBeInstanceOf(Float32Array);
    // The file's own float64 resolution is 2e-7.
    for (const [i, value] of actual.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6);
    const back = transform.restore(actual as Float32Array);
    for (const [i, value] of back.entries()) expect(Math.abs(value - shifted.train.values[i]!)).toBeLessThan(1e-6);
  },
);
