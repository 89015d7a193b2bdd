import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { declaredData } from '../../../spec/resolve/declared-data.ts';
import { sourceDefinitions } from '../registry.ts';
import { cifarSchema } from './cifar-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-cifar-'));
  for (let k = 1; k <= 5; k++) save(`data_batch_${k}.bin`, [record(k), record(k + 5 - 1)]);
  save('test_batch.bin', [record(9), record(0), record(3)]);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Red is the class, green the row, blue the column. */
function record(label: number): Uint8Array {
  const bytes = new Uint8Array(3073);
  bytes[0] = label;
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 32; x++) {
      const pixel = 1 + 32 * y + x;
      bytes[pixel] = 20 * label;
      bytes[pixel + 1024] = y;
      bytes[pixel + 2048] = 8 * x + 7;
    }
  }
  return bytes;
}

function save(name: string, records: readonly Uint8Array[]): void {
  writeFileSync(join(folder, name), Buffer.concat(records));
}

type Keys = Readonly<Record<string, unknown>> & { readonly limit?: number | null };

const source = sourceDefinitions.find(({ type }) => type === 'cifar')!;
const config = ({ limit = null, ...keys }: Keys) => ({ ...cifarSchema.parse({ path: '.', ...keys }), seed: 0, limit });
const access = (held = 2 ** 28) => ({ folder, trusted: false, cache: { folder: join(folder, 'cache'), held } });
const load = (keys: Keys = {}, held?: number) => source.load!(config(keys), access(held));
const summarize = (keys: Keys = {}) => source.summarize!(config(keys), access());

test('planes become pixels, class names become the context, and test_batch becomes the test split', async () => {
  const data = await load({ context: 'label', split: { validation: 0, test: 0.5 } });
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([10, 0, 3]);
  expect(data.summary).toMatchObject({ shape: [32, 32, 3], bits: 8, range: { low: 0, high: 255, closed: true } });
  const pixel = (row: number, y: number, x: number) =>
    Array.from(data.test.values.subarray(((row * 32 + y) * 32 + x) * 3, ((row * 32 + y) * 32 + x) * 3 + 3));
  expect(pixel(0, 5, 31)).toEqual([180, 5, 255]);
  expect(pixel(2, 31, 0)).toEqual([60, 31, 7]);
  const classes = Array.from({ length: 3 }, (_, row) => data.test.context!.indexOf(1, 10 * row) - 10 * row);
  expect(classes).toEqual([9, 0, 3]);
  expect(data.contextEncoding).toMatchObject([{ column: 'label', values: expect.arrayContaining(['cat', 'truck']) }]);
  expect(await summarize({ context: 'label' })).toEqual({ ...data.summary, trainingRows: undefined });
});

test('the names of the classes come from batches.meta.txt', async () => {
  const names = ['zebra', ...'bcdefghij'];
  writeFileSync(join(folder, 'batches.meta.txt'), `${names.join('\n')}\n\n`);
  expect((await load({ context: 'label' })).contextEncoding).toEqual([
    { column: 'label', kind: 'category', values: names },
  ]);
  writeFileSync(join(folder, 'batches.meta.txt'), 'cat\ncat\n');
  await expect(summarize({ context: 'label' })).rejects.toMatchObject({
    message: './batches.meta.txt: expected the names of the 10 classes, one per line, found 1 distinct',
    hint: 'delete the file to use the usual names',
  });
});

test('fewer bits, and a limit on the images of each split', async () => {
  const data = await load({ bits: 3, limit: 2, split: { validation: 0, test: 0 } });
  expect([data.train.count, data.test.count]).toEqual([2, 2]);
  expect(Array.from(data.train.values.subarray(0, 3))).toEqual([0, 0, 0]);
  // Class 5 of the second image: 100 is 01100100.
  expect(data.train.values[3072]).toBe(3);
  expect(data.summary).toMatchObject({ bits: 3, range: { high: 7 } });
  expect(data.fingerprint).not.toBe((await load({ bits: 3, limit: 3 })).fingerprint);
});

test('mirroring affects training only: the rows are the same', async () => {
  const [plain, flipped] = [await load(), await load({ flip: true })];
  expect(flipped.mirrored).toBe(true);
  expect(plain.mirrored).toBeUndefined();
  expect(flipped.train.values).toEqual(plain.train.values);
  expect(flipped.fingerprint).toBe(plain.fingerprint);
});

test.each([
  [
    'a truncated file',
    () => writeFileSync(join(folder, 'data_batch_3.bin'), new Uint8Array(5000)),
    'data',
    /data_batch_3\.bin holds 5000 bytes, .*truncated/,
  ],
  ['an empty file', () => writeFileSync(join(folder, 'test_batch.bin'), ''), 'data', /test_batch\.bin holds 0 bytes/],
  ['a missing file', () => rmSync(join(folder, 'data_batch_5.bin')), 'missing-data', /data_batch_5\.bin' not found/],
])('%s: the error names the file and a fix', async (_, damage, code, message) => {
  damage();
  for (const read of [load, summarize]) {
    await expect(read()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/cifar-10-(bin|batches-bin)/),
    });
  }
});

test('classes beyond CIFAR-10 are refused', async () => {
  save('data_batch_2.bin', [record(1), record(12)]);
  await expect(load()).rejects.toMatchObject({
    message: './data_batch_2.bin: image 1 (counted from 0) has the class 12, but CIFAR-10 has the classes 0 to 9',
  });
});

test('too many images for memory are read from a file, with the same values', async () => {
  const keys = { context: 'label', bits: 6, limit: 9, split: { validation: 0.3, test: 0 } };
  const held = await load(keys);
  for (const data of [await load(keys, 1000), await load(keys, 1000)]) {
    expect(data.fingerprint).toBe(held.fingerprint);
    for (const split of ['train', 'validation', 'test'] as const) {
      expect(data[split].stored).toBeDefined();
      expect({ ...data[split], stored: null, places: null }).toEqual({ ...held[split], stored: null, places: null });
    }
  }
});

test.each([2 ** 28, 1000])(
  'the left half as the condition of the right half, with at most %d bytes in memory',
  async (held) => {
    const keys = { context: ['label', { as: 'image', crop: [0, 0, 32, 16] }], split: { validation: 0, test: 0 } };
    const data = await load(keys, held);
    expect(data.summary).toMatchObject({
      shape: [32, 16, 3],
      context: { images: [{ name: 'crop', shape: [32, 16, 3] }] },
    });
    expect(await summarize(keys)).toEqual({ ...data.summary, trainingRows: undefined });
    const [size, context] = [32 * 16 * 3, 10 + 32 * 16 * 3];
    // The first pixel of the second row of the third image: class 2.
    expect([...data.train.values.slice(2 * size + 48, 2 * size + 51)]).toEqual([40, 1, 8 * 16 + 7]);
    expect([...data.train.context!.slice(2 * context + 10 + 48, 2 * context + 10 + 51)]).toEqual(
      [40, 1, 7].map((value) => Math.fround(value / 255)),
    );
    await expect(load({ ...keys, flip: true }, held)).rejects.toMatchObject({
      message: expect.stringContaining('"flip"'),
    });
  },
);

test.each([
  ['none', [32, 32, 3]],
  [{ as: 'image', crop: [0, 0, 32, 16] }, null],
])('without the files the shape is known unless a condition is cropped: %j', (context, shape) => {
  expect(declaredData(source, config({ context }), false)?.shape ?? null).toEqual(shape);
});
