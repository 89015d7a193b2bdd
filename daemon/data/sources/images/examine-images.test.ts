import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceDefinitions } from '../registry.ts';
import { imagesSchema } from './images-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-examine-'));
  for (const name of ['a', 'b', 'c', 'd']) save(`pets/${name}.png`);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Too large to be read as a whole, since noise cannot be compressed. */
const LARGE = 300;

function save(name: string, side = 2): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  const data = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => (Math.imul(i ^ (i >>> 3), 0x9e3779b1) >>> 11) ^ (Math.imul(i, 0x85ebca6b) >>> 19),
  );
  writeFileSync(path, encode({ width: side, height: side, data, channels: 3 }));
}

/** A file whose header and end are intact. */
function damageInside(name: string): void {
  const bytes = readFileSync(join(folder, name));
  bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 40);
  writeFileSync(join(folder, name), bytes);
}

const source = sourceDefinitions.find(({ type }) => type === 'images')!;

function asked(keys: object) {
  const config = imagesSchema.parse({ path: 'pets', size: [2, 2], split: { validation: 0, test: 0 }, ...keys });
  const access = { folder, trusted: true, cache: { folder: join(folder, 'cache') } };
  return [{ ...config, seed: 0, limit: null }, access] as const;
}
const examine = (keys: object = {}) => source.examine!(...asked(keys));
const load = (keys: object = {}) => source.load!(...asked(keys));

test('intact files are decoded, and nothing is reported', async () => {
  expect(await examine()).toEqual({ examination: { files: 4, decoded: 4, damaged: 0, listed: [] }, problems: [] });
});

test('damaged files are named with what is wrong, as a run names them', async () => {
  truncateSync(join(folder, 'pets/b.png'), 50);
  writeFileSync(join(folder, 'pets/d.png'), '');
  save('pets/large.png', LARGE);
  save('pets/short.png', LARGE);
  truncateSync(join(folder, 'pets/short.png'), 2 ** 16 + 10);
  damageInside('pets/large.png');
  const { examination, problems } = await examine();
  const files = [
    { file: 'pets/b.png', why: 'is truncated: its end is missing' },
    { file: 'pets/d.png', why: 'is empty' },
    { file: 'pets/large.png', why: 'is damaged: the checksum of IDAT is wrong' },
    { file: 'pets/short.png', why: 'is truncated: its end is missing' },
  ];
  // Three have no sound header or end; large.png had to be decoded.
  expect(examination).toEqual({ files: 6, decoded: 3, damaged: 4, listed: files });
  expect(problems).toMatchObject([
    {
      message:
        'pets: 4 of 6 images are damaged: b.png is truncated: its end is missing; d.png is empty; large.png is damaged: the checksum of IDAT is wrong; 1 more',
      hint: expect.stringContaining('"corrupt": "skip"'),
      about: { key: 'corrupt', choices: ['skip'] },
    },
  ]);
  const { reading } = await load({ corrupt: 'skip' });
  expect(reading?.skipped).toEqual(files);
});

test('with "corrupt": "skip" they are counted, and are no problem until all are', async () => {
  truncateSync(join(folder, 'pets/b.png'), 50);
  expect(await examine({ corrupt: 'skip' })).toMatchObject({ examination: { damaged: 1 }, problems: [] });
  for (const name of ['a', 'c', 'd']) writeFileSync(join(folder, `pets/${name}.png`), 'text');
  const { problems } = await examine({ corrupt: 'skip' });
  expect(problems).toMatchObject([
    { message: 'pets: none of its 4 images can be decoded; a.png is not a PNG, JPEG or WebP image' },
  ]);
});

test('something behind the end of a file is no damage', async () => {
  save('pets/large.png', LARGE);
  const path = join(folder, 'pets/large.png');
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(100)]));
  expect((await examine()).problems).toEqual([]);
});

test('what a run has decoded is not decoded again, and its findings are reported', async () => {
  damageInside('pets/b.png');
  await load({ corrupt: 'skip' });
  let looked = 0;
  const [config, access] = asked({ corrupt: 'skip' });
  const { examination } = await source.examine!(config, { ...access, onProgress: () => looked++ });
  expect(looked).toBe(0);
  expect(examination).toMatchObject({ files: 4, decoded: 4, damaged: 1, listed: [{ file: 'pets/b.png' }] });
});

test('condition images are examined, too, and cannot be skipped', async () => {
  for (const name of ['a', 'b', 'c', 'd']) save(`looks/${name}.png`);
  truncateSync(join(folder, 'looks/c.png'), 50);
  const { examination, problems } = await examine({ contextPath: 'looks', corrupt: 'skip' });
  expect(examination).toMatchObject({ files: 8, damaged: 1, listed: [{ file: 'looks/c.png' }] });
  expect(problems).toMatchObject([
    {
      message: 'looks: 1 of 4 images is damaged: c.png is truncated: its end is missing',
      about: { key: 'contextPath' },
    },
  ]);
  rmSync(join(folder, 'looks/a.png'));
  await expect(examine({ contextPath: 'looks' })).rejects.toMatchObject({ code: 'missing-data' });
});
