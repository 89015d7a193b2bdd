import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConditions } from '../conditions/read-condition.ts';
import { loadDataset } from '../load-dataset.ts';
import { imagesSchema } from '../sources/images/images-source.ts';
import { loadRows } from './load-rows.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-pictures-'));
  for (const [i, name] of ['cat/a.png', 'cat/b.PNG', 'dog/a.png'].entries()) {
    save(`pets/${name}`, i);
    save(`looks/${name}`, 7 + i);
  }
  save('others/cat/a.png', 1);
  save('others/cat/c.png', 1);
  save('others/dog/a.png', 1);
  writeFileSync(join(folder, 'broken.png'), 'no image');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** 4 × 6 pixels, of which `fit` makes other ones. */
function save(name: string, seed: number): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  const data = Uint8Array.from({ length: 24 }, (_, i) => (i * 11 + seed * 40) % 256);
  writeFileSync(join(folder, name), encode({ width: 6, height: 4, data, channels: 1 }));
}

const access = () => ({ folder, trusted: true, cache: { folder: join(folder, 'cache') } });
function dataset(keys: object) {
  const config = { path: 'pets', size: [4, 4], channels: 1, bits: 5, split: { validation: 0, test: 0 }, ...keys };
  return loadDataset({ source: 'images', seed: 0, limit: null, ...imagesSchema.parse(config) }, access());
}

test.each(['crop', 'resize'] as const)('a folder gives the rows that training has: %s', async (fit) => {
  const context = ['label', { as: 'image', crop: [0, 0, 2, 4] }];
  const like = await dataset({ context, contextPath: 'looks', fit });
  const pair = like.summary.context!.images![1]!;
  const looks = new Map([['pair', await readConditions('looks', access(), pair, fit)]]);
  const rows = await loadRows('pets', access(), { ...like, fit }, looks);
  expect(rows.values).toEqual(like.train.values);
  expect(rows.context).toEqual(like.train.context);
  const others = new Map([['pair', await readConditions('others', access(), pair, fit)]]);
  await expect(loadRows('pets', access(), { ...like, fit }, others)).rejects.toMatchObject({
    message: "others has no condition image 'cat/b.PNG'",
  });
});

test('one image, and what cannot be read', async () => {
  const like = await dataset({});
  const { values, count } = await loadRows('pets/cat/b.PNG', access(), like);
  expect([count, values]).toEqual([1, like.train.values.slice(16, 32)]);
  await expect(loadRows('broken.png', access(), like)).rejects.toThrow('broken.png is not a PNG');
  const labeled = await dataset({ context: 'label' });
  await expect(loadRows('pets/cat', access(), labeled)).rejects.toMatchObject({
    message: "pets/cat: a.png is in no subfolder, so its 'label' is not known",
    hint: expect.stringContaining('subfolder for each'),
  });
  await expect(loadRows('none', access(), like)).rejects.toMatchObject({ code: 'missing-data' });
});
