/** A table that is read through a cache file gives the same rows, bit for bit, as one in memory. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Dataset } from '../../definition.ts';
import { readMatrix } from '../../named/read-matrix.ts';
import { dataTransform } from '../../prepare.ts';
import { csvSchema } from './csv-source.ts';
import { glanceCsv } from './glance-csv.ts';
import { loadCsv, summarizeCsv } from './load-csv.ts';
import { proposeCsv } from './proposal/propose-csv.ts';

/** A proposal for all columns. */
const PLAIN = { exclude: [], missingValues: [], command: 'flowscope init' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-stored-table-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = `n,x,kind,angle,note\n${Array.from({ length: 90 }, (_, i) => {
  const kind = i % 7 === 0 ? '"q ""1""\nr"' : `k${i % 3}`;
  return `${i % 4},${i === 40 ? '' : Math.sin(i)},${kind},${i * 50 - 900},${i === 80 ? 'late' : i}${i % 9 === 0 ? '\n' : ''}`;
}).join('\n')}\n`;

const config = (keys: object) => ({ ...csvSchema.parse({ path: 'table.csv', ...keys }), seed: 3, limit: null });
const access = (held?: number) => ({
  folder,
  trusted: true,
  cache: held === undefined ? { folder: join(folder, 'unused') } : { folder: join(folder, 'cache'), held },
});
const plain = ({ train, validation, test, ...rest }: Dataset) => ({
  ...rest,
  rows: [train, validation, test].map(({ count, values, context, weights }) => ({ count, values, context, weights })),
});

const KEYS = {
  columns: ['x', { name: 'angle', period: 360 }, 'n'],
  context: ['kind', 'n'].slice(0, 1),
  missing: 'drop',
  dequantize: true,
};

test('rows, context, summary and doubts', async () => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  const held = await loadCsv(config(KEYS), access());
  expect(held.train.stored).toBeUndefined();
  for (const time of ['first', 'second']) {
    const stored = await loadCsv(config(KEYS), access(0));
    expect(stored.train.stored, time).toBeDefined();
    expect(plain(stored)).toEqual(plain(held));
    expect(dataTransform(stored).prepare(stored.train).values).toEqual(dataTransform(held).prepare(held.train).values);
  }
  expect(await summarizeCsv(config(KEYS), access(0))).toEqual(await summarizeCsv(config(KEYS), access()));
  // The file was read once.
  expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
  const all = config({ missing: 'drop' });
  expect(await summarizeCsv(all, access(0))).toEqual(await summarizeCsv(all, access()));
});

test('messages name the same lines', async () => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  for (const keys of [{}, { columns: ['x'], context: ['kind'] }, { columns: ['note'] }]) {
    const message = (held?: number) => loadCsv(config(keys), access(held)).catch((error: Error) => error.message);
    const found = await message();
    expect(found).toMatch(/line \d+/);
    expect(await message(0)).toBe(found);
  }
});

test('a file that was changed is read again', async () => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  const before = await loadCsv(config(KEYS), access(0));
  writeFileSync(join(folder, 'table.csv'), TEXT.replace('\n3,', '\n2,'));
  const after = await loadCsv(config(KEYS), access(0));
  expect(after.fingerprint).not.toBe(before.fingerprint);
  expect(after.train.values).not.toEqual(before.train.values);
});

test('a folder that cannot be written costs memory, not the result, and too much memory is an error', async () => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  writeFileSync(join(folder, 'file'), '');
  const unwritable = (held: number) => ({ folder, trusted: true, cache: { folder: join(folder, 'file/x'), held } });
  const found = await loadCsv(config(KEYS), unwritable(3000));
  expect(plain(found)).toEqual(plain(await loadCsv(config(KEYS), access())));
  await expect(loadCsv(config(KEYS), unwritable(1000))).rejects.toMatchObject({
    code: 'unwritable',
    message: `the rows of table.csv cannot be cached in ${join(folder, 'file/x')} (ENOTDIR), and are too many to be held in memory`,
  });
});

test.each([
  ['categories', { columns: ['x', { name: 'kind', as: 'category' }], missing: 'drop' }],
  ['weights', { columns: ['x', 'angle'], weight: 'n', context: ['kind'], missing: 'drop' }],
  ['grids', { columns: ['angle', 'n'], dequantize: [{ column: 'angle', step: 50 }] }],
])('%s of a stored table, and of its test file', async (_, keys) => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  writeFileSync(join(folder, 'test.csv'), TEXT.split('\n').slice(0, 60).join('\n'));
  for (const own of [keys, { ...keys, testPath: 'test.csv' }]) {
    const [held, stored] = [await loadCsv(config(own), access()), await loadCsv(config(own), access(0))];
    expect(held.train.stored).toBeUndefined();
    expect(stored.train.stored).toBeDefined();
    expect(plain(stored)).toEqual(plain(held));
    expect(await summarizeCsv(config(own), access(0))).toEqual(await summarizeCsv(config(own), access()));
  }
});

test('rows of a test file that are off the grid are named, from memory and from a file', async () => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  writeFileSync(join(folder, 'test.csv'), TEXT.replace(',1150,', ',1160,'));
  const keys = config({ columns: ['angle'], dequantize: { step: 50 }, testPath: 'test.csv' });
  const message =
    'test.csv: line 54, column angle: 1160 is not on the grid of step 50 from -900, as the training rows are';
  for (const held of [undefined, 0]) {
    await expect(loadCsv(keys, access(held))).rejects.toMatchObject({ message });
  }
});

test.each([
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
])('a table compressed with %s', async (packing, compress) => {
  writeFileSync(join(folder, 'table.csv'), TEXT);
  const bytes = compress(Buffer.from(TEXT));
  writeFileSync(join(folder, 'packed'), bytes);
  const packed = config({ ...KEYS, path: 'packed' });
  for (const held of [undefined, 0]) {
    const found = plain(await loadCsv(packed, access(held)));
    // Each file has its own digest.
    const expected = plain(await loadCsv(config(KEYS), access()));
    expect({ ...found, fingerprint: '' }).toEqual({ ...expected, fingerprint: '' });
  }
  writeFileSync(join(folder, 'packed'), bytes.subarray(0, bytes.length - 9));
  await expect(loadCsv(packed, access())).rejects.toMatchObject({
    code: 'data',
    message: `packed is a corrupt ${packing} file`,
  });
  writeFileSync(join(folder, 'packed'), compress(Buffer.alloc(3_000_000, '1,2\n')));
  await expect(loadCsv(packed, { ...access(), most: 2 ** 20 })).rejects.toMatchObject({ code: 'needs-trust' });
});

test('the beginning of a large file is enough for a check, until all of it was read', async () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `${from + i},${(from + i) ** 2 / 7}\n`).join('');
  writeFileSync(join(folder, 'large.csv'), `a,b\n${rows(0, 60)}`);
  const large = config({ path: 'large.csv' });
  const own = { folder, trusted: true, cache: { folder: join(folder, 'large'), large: 100 } };
  const whole = await summarizeCsv(large, { ...own, cache: { ...own.cache, large: 10_000 } });
  const beginning = await summarizeCsv(large, own);
  expect(beginning.reading).toEqual({ ...whole.reading, partial: true });
  expect(beginning).not.toHaveProperty('trainingRows');
  const { trainingRows: _, reading: __, ...rest } = whole;
  expect(beginning).toMatchObject(rest);
  const summaries = () => readdirSync(join(folder, 'large/summaries'));
  const [first] = summaries();
  expect(await summarizeCsv(large, own)).toEqual(beginning);
  expect(readdirSync(join(folder, 'large'))).toEqual(['summaries']);
  expect(await summarizeCsv(large, { ...own, complete: true })).toEqual(whole);
  const [kept] = summaries().filter((name) => name !== first);
  expect(await summarizeCsv(large, own)).toEqual(whole);
  // A damaged one is no summary.
  const path = join(folder, 'large/summaries', kept!);
  const bytes = readFileSync(path);
  bytes[40]! ^= 1;
  writeFileSync(path, bytes);
  expect(await summarizeCsv(large, own)).toEqual(beginning);
});

test.each([
  ['a range that depends on all rows', { standardize: false }],
  ['categories', { context: ['k'] }],
])('the beginning is not enough for %s', async (_, keys) => {
  writeFileSync(
    join(folder, 'large.csv'),
    `a,k\n${Array.from({ length: 50 }, (_, i) => `${i / 8},k${i % 3}\n`).join('')}`,
  );
  const own = { folder, trusted: true, cache: { folder: join(folder, 'large'), large: 100 } };
  expect((await summarizeCsv(config({ path: 'large.csv', ...keys }), own)).reading).not.toHaveProperty('partial');
});

test('a table in a cache file is proposed as one in memory', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => {
    const cells = [
      Math.sin(i),
      i % 9 === 0 ? '' : Math.cos(3 * i),
      (i * i) % 31,
      `k${i % 3}`,
      String(i % 7).padStart(2, '0'),
    ];
    return [...cells, Math.sin(i), `note ${i}`].join(',');
  });
  writeFileSync(join(folder, 'table.csv'), `a,b,n,kind,code,copy,note\n${rows.join('\n')}\n`);
  const held = await proposeCsv('table.csv', access(), PLAIN);
  expect(held.leftOut.map(({ name }) => name)).toEqual(['copy', 'note']);
  expect(await proposeCsv('table.csv', access(0), PLAIN)).toEqual(held);
});

test('a compressed table is proposed, glanced at, and read by commands as the plain one', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i / 8},${(i * i) % 17}\n`).join('');
  writeFileSync(join(folder, 'plain.csv'), `a,b\n${rows}`);
  writeFileSync(join(folder, 'plain.csv.gz'), gzipSync(`a,b\n${rows}`));
  const trusted = { folder, trusted: true };
  const proposed = await proposeCsv('plain.csv.gz', trusted, PLAIN);
  expect(proposed).toEqual(await proposeCsv('plain.csv', trusted, PLAIN));
  const start = (path: string) => glanceCsv({ path, delimiter: 'auto', header: 'auto' }, trusted);
  expect(await start('plain.csv.gz')).toEqual(await start('plain.csv'));
  const matrix = async (path: string) => (await readMatrix(path, trusted, [['a', 'b']], [])).values;
  expect(await matrix('plain.csv.gz')).toEqual(await matrix('plain.csv'));
});
