import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCsv } from '../../encoding/write-csv.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { readConditions } from '../conditions/read-condition.ts';
import { loadDataset } from '../load-dataset.ts';
import { idxSchema } from '../sources/idx/idx-source.ts';
import { idxBytes } from '../testing/idx-bytes.ts';
import { loadRows } from './load-rows.ts';

const COUNT = 3;
const PIXELS = Uint8Array.from({ length: COUNT * 32 }, (_, i) => (i * 37) % 256);
const PAIRS = Uint8Array.from({ length: COUNT * 4 }, (_, i) => (i * 51) % 256);
const CROP = { as: 'image', crop: [0, 0, 4, 4] };
const SMALL = { as: 'image', downsample: 2 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-new-conditions-'));
  writeFileSync(join(folder, 'images'), idxBytes([COUNT, 4, 8], PIXELS));
  writeFileSync(join(folder, 'labels'), idxBytes([COUNT], [5, 7, 5]));
  writeFileSync(join(folder, 'pairs'), idxBytes([COUNT, 2, 2], PAIRS));
});
afterAll(() => rmSync(folder, { recursive: true }));

const access = () => ({ folder, trusted: true });
const dataset = (keys: object) =>
  loadDataset(
    { source: 'idx', seed: 0, limit: null, ...idxSchema.parse({ path: 'images', ...ALL_TRAINED, ...keys }) },
    access(),
  );
const ALL_TRAINED = { split: { validation: 0, test: 0 } };

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

test('whole images in any format get the conditions and the modeled part that training gives them', async () => {
  const like = await dataset({ context: [CROP, SMALL, { as: 'image', edges: true }] });
  const columns = Array.from({ length: 32 }, (_, j) => `x${j}`);
  for (const file of [
    'images',
    save('a.npy', writeNpy(PIXELS, [COUNT, 4, 8])),
    save('flat.npy', writeNpy(Float32Array.from(PIXELS), [COUNT, 32])),
    save('a.csv', writeCsv(columns, Float64Array.from(PIXELS))),
  ]) {
    const rows = await loadRows(file, access(), like);
    expect(rows.values).toEqual(like.train.values);
    expect(rows.context).toEqual(like.train.context);
    expect(rows.conditions).toEqual(['crop', 'downsample', 'edges'].map((name) => ({ name, from: 'image' })));
  }
});

test('a label is a column beside the pixels, before the condition images', async () => {
  const like = await dataset({ labels: 'labels', context: ['label', CROP] });
  const table = Array.from({ length: COUNT }, (_, row) => [
    ...PIXELS.subarray(row * 32, row * 32 + 32),
    [5, 7, 5][row]!,
  ]);
  const columns = [...Array.from({ length: 32 }, (_, j) => `x${j}`), 'label'];
  const rows = await loadRows(save('labeled.csv', writeCsv(columns, Float64Array.from(table.flat()))), access(), like);
  expect(rows.values).toEqual(like.train.values);
  expect(rows.context).toEqual(like.train.context);
});

test('condition images of a file: one for each row, or one for all', async () => {
  const like = await dataset({ context: CROP, contextPath: 'pairs' });
  const pair = like.summary.context!.images![1]!;
  const given = async (file: string) => new Map([['pair', await readConditions(file, access(), pair)]]);
  for (const file of ['pairs', save('pairs.npy', writeNpy(PAIRS, [COUNT, 2, 2, 1]))]) {
    const rows = await loadRows('images', access(), like, await given(file));
    expect(rows.context).toEqual(like.train.context);
    expect(rows.conditions?.[1]).toEqual({ name: 'pair', from: 'file', path: file });
  }
  const one = await given(save('one.npy', writeNpy(PAIRS.subarray(4, 8), [2, 2])));
  const rows = await loadRows('images', access(), like, one);
  for (let row = 0; row < COUNT; row++) {
    expect(rows.context!.slice(row * 20 + 16, row * 20 + 20)).toEqual(like.train.context!.slice(36, 40));
  }
  expect(rows.conditions?.[1]).toMatchObject({ from: 'one' });
  const two = await given(save('two.npy', writeNpy(PAIRS.subarray(0, 8), [2, 2, 2])));
  await expect(loadRows('images', access(), like, two)).rejects.toMatchObject({
    message: "two.npy has 2 condition images 'pair' for the 3 rows of images",
    hint: expect.stringContaining('one image for each row'),
  });
  await expect(loadRows('images', access(), like)).rejects.toMatchObject({
    message: expect.stringContaining("does not have the condition image 'pair' of each row"),
    hint: expect.stringContaining('--context-file pair=F'),
  });
});

test('rows of the modeled part need the crop from a file, and derive the rest', async () => {
  const like = await dataset({ context: [CROP, SMALL] });
  const part = save('part.npy', writeNpy(Uint8Array.from(like.train.values), [COUNT, 4, 4]));
  await expect(loadRows(part, access(), like)).rejects.toMatchObject({
    message: "part.npy has only the modeled part of each image, without the condition image 'crop'",
    hint: 'use a file of whole images, 4 × 8 × 1, or add --context-file crop=F with images of 4 × 4 × 1',
  });
  const crops = Uint8Array.from(PIXELS.filter((_, i) => i % 8 < 4));
  const crop = await readConditions(
    save('crops.npy', writeNpy(crops, [COUNT, 4, 4])),
    access(),
    like.summary.context!.images![0]!,
  );
  const rows = await loadRows(part, access(), like, new Map([['crop', crop]]));
  expect(rows.values).toEqual(like.train.values);
  expect(rows.context).toEqual(like.train.context);
  await expect(loadRows(save('odd.npy', writeNpy(new Uint8Array(9), [1, 9])), access(), like)).rejects.toThrow(
    'expected rows of 32 or 16 numbers',
  );
});
