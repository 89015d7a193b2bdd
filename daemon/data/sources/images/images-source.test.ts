import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataProgress } from '../../../../protocol/data-progress.ts';
import type { CacheSettings } from '../../definition.ts';
import { sourceDefinitions } from '../registry.ts';
import { imagesSchema } from './images-source.ts';

let outer: string;
let folder: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'flowscope-images-'));
  folder = join(outer, 'spec');
  // Not in the order of the names.
  for (const [name, gray] of [
    ['pets/dog/2.png', 40],
    ['pets/cat/b.PNG', 20],
    ['pets/cat/more/a.png', 30],
    ['pets/cat/a.png', 10],
    ['pets/dog/1.png', 50],
  ] as const) {
    save(name, gray);
  }
  // None of these are images of the data.
  save('pets/.hidden/a.png', 99);
  save('pets/cat/.a.png', 99);
  writeFileSync(join(folder, 'pets/cat/notes.txt'), 'no image');
});
afterEach(() => rmSync(outer, { recursive: true }));

function save(name: string, gray: number): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, encode({ width: 2, height: 2, data: new Uint8Array(4).fill(gray), channels: 1 }));
}

type Keys = Readonly<Record<string, unknown>> & { readonly limit?: number | null; readonly seed?: number };
const source = sourceDefinitions.find(({ type }) => type === 'images')!;
const ALL = { validation: 0, test: 0 };

function ask({ limit = null, seed = 0, ...keys }: Keys, cache: Partial<CacheSettings>, trusted: boolean) {
  const config = imagesSchema.parse({ path: 'pets', size: [2, 2], channels: 1, split: ALL, ...keys });
  return [
    { ...config, seed, limit },
    { folder, trusted, cache: { folder: join(outer, 'cache'), ...cache } },
  ] as const;
}
const load = (keys: Keys = {}, cache: Partial<CacheSettings> = {}, trusted = false) =>
  source.load!(...ask(keys, cache, trusted));
const summarize = (keys: Keys = {}, trusted = false) => source.summarize!(...ask(keys, {}, trusted));
/** One pixel of each image. */
const graysOf = ({ train }: { readonly train: { readonly values: ArrayLike<number> } }) =>
  Array.from(train.values).filter((_, i) => i % 4 === 0);

test('images in the order of their names, folders as classes', async () => {
  const data = await load({ context: 'label' });
  expect(graysOf(data)).toEqual([10, 20, 30, 50, 40]);
  expect([...data.train.context!]).toEqual([1, 0, 1, 0, 1, 0, 0, 1, 0, 1]);
  expect(data.summary).toMatchObject({ shape: [2, 2, 1], bits: 8, context: { names: ['label=cat', 'label=dog'] } });
  expect(await summarize({ context: 'label' })).toEqual({ ...data.summary, trainingRows: undefined });
});

test('size, channels and bits', async () => {
  const data = await load({ size: [1, 3], channels: 3, bits: 4 });
  expect(data.summary).toMatchObject({ shape: [1, 3, 3], bits: 4, range: { high: 15 } });
  expect([...data.train.values.subarray(0, 18)]).toEqual([...new Array(9).fill(0), ...new Array(9).fill(1)]);
});

test('a limit samples images of all classes, by seed', async () => {
  const [two, again, ...others] = await Promise.all([
    load({ limit: 3 }),
    load({ limit: 3 }),
    ...[1, 2, 3].map((seed) => load({ limit: 3, seed })),
  ]);
  expect(two.train.count).toBe(3);
  expect(graysOf(again)).toEqual(graysOf(two));
  expect(new Set([two, ...others].map((data) => graysOf(data).join())).size).toBeGreaterThan(1);
  const all = graysOf(await load());
  expect(graysOf(two).map((gray) => all.indexOf(gray))).toEqual(
    graysOf(two)
      .map((gray) => all.indexOf(gray))
      .sort((a, b) => a - b),
  );
});

test.each([
  ['refuse', 'pets/cat/b.PNG is truncated: its end is missing'],
  ['skip', null],
] as const)('a damaged file, "corrupt": "%s"', async (corrupt, message) => {
  truncateSync(join(folder, 'pets/cat/b.PNG'), 60);
  const loading = load({ corrupt, context: 'label' });
  if (message !== null) {
    await expect(loading).rejects.toMatchObject({
      code: 'data',
      message,
      file: 'pets/cat/b.PNG',
      hint: expect.stringContaining('"corrupt": "skip"'),
    });
    return;
  }
  for (const data of [await loading, await load({ corrupt, context: 'label' })]) {
    expect(graysOf(data)).toEqual([10, 30, 50, 40]);
    expect([...data.train.context!]).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
    expect(data.reading).toMatchObject({
      read: 5,
      dropped: 1,
      skipped: [{ file: 'pets/cat/b.PNG', why: 'is truncated: its end is missing' }],
    });
  }
});

test('a file that is too large, or folders that are nested too deeply', async () => {
  truncateSync(join(folder, 'pets/cat/b.PNG'), 2 ** 26 + 1);
  await expect(load()).rejects.toMatchObject({
    message: 'pets/cat/b.PNG holds 67108865 bytes; at most 67108864 are read',
  });
  save(`pets/cat/${'in/'.repeat(40)}a.png`, 1);
  await expect(load()).rejects.toMatchObject({ message: expect.stringMatching(/is more than 32 folders deep$/) });
});

test('a folder whose files are all damaged', async () => {
  for (const name of ['cat/a.png', 'cat/b.PNG', 'cat/more/a.png', 'dog/1.png', 'dog/2.png']) {
    writeFileSync(join(folder, 'pets', name), '');
  }
  await expect(load({ corrupt: 'skip' })).rejects.toMatchObject({
    message: 'pets: none of its 5 images can be decoded; cat/a.png is empty',
  });
});

test('the second start reads what the first one decoded, until a file changes', async () => {
  const first = await load();
  // The same size and the same time of the last change: only what the system notes shows it.
  const path = join(folder, 'pets/cat/a.png');
  const { atime, mtime } = statSync(path);
  save('pets/cat/a.png', 11);
  utimesSync(path, atime, mtime);
  const changed = await load();
  expect(graysOf(changed)).toEqual([11, 20, 30, 50, 40]);
  expect(changed.fingerprint).not.toBe(first.fingerprint);
  save('pets/cat/a.png', 10);
  expect((await load()).fingerprint).toBe(first.fingerprint);
});

test('decoding tells how far it is; reading what was decoded tells nothing', async () => {
  const seen: DataProgress[] = [];
  const [config, access] = ask({}, {}, false);
  const watched = { ...access, onProgress: (progress: DataProgress) => seen.push(progress) };
  for (let i = 0; i < 2; i++) await source.load!(config, watched);
  expect(seen).toEqual([0, 1, 2, 3, 4].map((done) => ({ what: 'decoding-images', done, total: 5 })));
});

test.each([0, 2 ** 20])('decoding that is ended leaves no file behind (at most %d bytes in memory)', async (held) => {
  const cache = { folder: join(outer, 'cache'), held };
  mkdirSync(cache.folder);
  const ending = new AbortController();
  const [config, access] = ask({}, cache, false);
  const onProgress = ({ done }: DataProgress) => {
    if (done === 2) ending.abort(new Error('ended'));
    expect(done).toBeLessThan(3);
  };
  await expect(source.load!(config, { ...access, onProgress, signal: ending.signal })).rejects.toThrow('ended');
  expect(readdirSync(cache.folder)).toEqual([]);
  await load({}, cache);
  expect(readdirSync(cache.folder)).toHaveLength(1);
});

test.each([0, 2 ** 20])('rows in a file equal those in memory (at most %d bytes in memory)', async (held) => {
  const cache = { held, folder: join(outer, `cache-${held}`) };
  const keys = { context: 'label', split: { validation: 0.4, test: 0.2 } };
  const [made, read, plain] = [await load(keys, cache), await load(keys, cache), await load(keys)];
  for (const data of [made, read]) {
    expect(data.train.stored !== undefined).toBe(held === 0);
    for (const split of ['train', 'validation', 'test'] as const) {
      expect({ ...data[split], stored: null }).toEqual({ ...plain[split], stored: null });
    }
    expect(data.fingerprint).toBe(plain.fingerprint);
  }
});

test('links lead to other files of the spec’s folder, or out of it with trust', async () => {
  mkdirSync(join(outer, 'far'));
  symlinkSync('../../pets/cat/a.png', join(folder, 'pets/dog/link.png'));
  symlinkSync('..', join(folder, 'pets/dog/loop'));
  expect(graysOf(await load())).toEqual([10, 20, 30, 50, 40, 10]);
  symlinkSync(join(outer, 'far'), join(folder, 'pets/far'));
  for (const read of [load, summarize]) {
    await expect(read()).rejects.toMatchObject({ code: 'needs-trust', file: 'pets/far' });
  }
  expect(graysOf(await load({}, {}, true))).toHaveLength(6);
});

test.each([
  ['nothing', { path: 'none' }, 'missing-data', /folder 'none' not found/],
  ['a file', { path: 'pets/cat/a.png' }, 'data', /is a file, not a folder/],
  ['a folder without images', { path: 'empty' }, 'data', /contains no images/],
  ['images without a class', { path: 'pets/cat', context: 'label' }, 'data', /a\.png is in no subfolder/],
  [
    'a size beyond a point',
    { size: [2000, 2000] },
    'data',
    /^pets: images of 2000 × 2000 × 1 have 4000000 values each/,
  ],
  ['another shape', { shape: [2, 2, 3] }, 'data', /points of shape \[2, 2, 1\], but "shape" says/],
])('%s is refused', async (_, keys, code, message) => {
  mkdirSync(join(folder, 'empty'));
  for (const trusted of [true, false]) {
    const expected = { code, message: expect.stringMatching(message) };
    await expect(load(keys, {}, trusted)).rejects.toMatchObject(expected);
    await expect(summarize(keys, trusted)).rejects.toMatchObject(expected);
  }
});

test('in an untrusted workspace, the number of listed files is limited', async () => {
  // The same hundred names again and again, through links.
  mkdirSync(join(folder, 'hundred'));
  for (let i = 0; i < 100; i++) writeFileSync(join(folder, 'hundred', `${i}.txt`), '');
  mkdirSync(join(folder, 'many'));
  for (let i = 0; i < 162; i++) symlinkSync('../hundred', join(folder, 'many', `${i}`));
  const [config, access] = ask({ path: 'many' }, {}, false);
  await expect(source.summarize!(config, { ...access, most: 2 ** 24 })).rejects.toMatchObject({ code: 'data' });
  symlinkSync('../hundred', join(folder, 'many', 'more'));
  await expect(source.summarize!(config, { ...access, most: 2 ** 24 })).rejects.toMatchObject({ code: 'needs-trust' });
});

test.each([0, 2 ** 20])('a downsampled image as the condition, with at most %d bytes in memory', async (held) => {
  const keys = { context: [{ as: 'image', downsample: 2 }], flip: true };
  const data = await load(keys, { held });
  expect(data.summary).toMatchObject({ shape: [2, 2, 1], context: { names: [], images: [{ shape: [1, 1, 1] }] } });
  expect([...data.train.context!]).toEqual([10, 20, 30, 50, 40].map((gray) => Math.fround(gray / 255)));
  expect(await summarize(keys)).toEqual({ ...data.summary, trainingRows: undefined });
});

test('condition images from a second folder, by name', async () => {
  const names = ['cat/a.png', 'cat/b.PNG', 'cat/more/a.png', 'dog/1.png', 'dog/2.png'];
  for (const [i, name] of names.entries()) save(`looks/${name}`, 51 * i);
  const keys = { contextPath: 'looks', context: 'label' };
  const data = await load(keys);
  expect(data.summary.context).toEqual({
    size: 6,
    names: ['label=cat', 'label=dog'],
    images: [{ name: 'pair', shape: [2, 2, 1] }],
  });
  const context = Array.from(data.train.context!);
  expect(names.map((_, row) => context[6 * row + 2])).toEqual([0, 0.2, 0.4, 0.6, 0.8].map(Math.fround));
  expect(graysOf(data)).toEqual([10, 20, 30, 50, 40]);
  expect(await summarize(keys)).toEqual({ ...data.summary, trainingRows: undefined });
  expect(data.fingerprint).not.toBe((await load({ context: 'label' })).fingerprint);
  save('looks/cat/a.png', 7);
  expect((await load(keys)).fingerprint).not.toBe(data.fingerprint);
  rmSync(join(folder, 'looks/dog/1.png'));
  await expect(load(keys)).rejects.toMatchObject({
    code: 'missing-data',
    message: expect.stringContaining("'looks/dog/1.png' not found"),
  });
});
