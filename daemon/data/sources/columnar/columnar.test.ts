import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataConfig } from '../../definition.ts';
import { inflateLz4Frame } from '../../formats/lz4-frame.ts';
import { loadDataset, summarizeData } from '../../load-dataset.ts';
import { sourceDefinitions } from '../registry.ts';
import { openArrow } from './read-arrow.ts';
import { openParquet } from './read-parquet.ts';
import { typedReader } from './typed-reader.ts';

/** A proposal for all columns. */
const PLAIN = { exclude: [], missingValues: [], command: 'flowscope init' };

/** testing/tables.py writes them. */
const FILES = ['snappy.parquet', 'zstd.parquet', 'lz4.arrow', 'zstd.arrow', 'stream.arrow'];
const access = { folder: new URL('./testing', import.meta.url).pathname, trusted: true };

const config = (path: string, keys: object = {}): DataConfig => {
  const source = path.endsWith('.parquet') ? 'parquet' : 'arrow';
  const { schema } = sourceDefinitions.find(({ type }) => type === source)!;
  return {
    source,
    ...schema.parse({ path, standardize: false, split: { validation: 0, test: 0 }, ...keys }),
    seed: 0,
    limit: null,
  };
};
const source = (path: string) => sourceDefinitions.find(({ type }) => type === config(path).source)!;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-columnar-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(FILES)('%s: columns, conditions, missing values', async (path) => {
  const data = await loadDataset(config(path, { context: ['kind'], missing: 'drop' }), access);
  expect(data.columns).toEqual(['x', 'n', 'small', 'gap']);
  expect([...data.train.values].slice(4 * 6, 4 * 8)).toEqual([0.75, 1, 9, 9, 1, 3, 16, 12]);
  expect(data.train.count).toBe(39);
  expect(data.summary.context?.names).toEqual(['kind=k0', 'kind=k1', 'kind=k2']);
  expect([...data.train.context!].slice(0, 6)).toEqual([1, 0, 0, 0, 1, 0]);
  expect(data.reading).toMatchObject({ read: 40, dropped: 1, header: true });
  expect(data.reading?.leftOut.map(({ name }) => name)).toEqual(['flag', 'when', 'pair']);
  expect(data.reading?.leftOut[0]?.why).toContain("text in 40 of 40 rows, first 'true' in row 0 (counted from 0)");
  const found = await source(path).glance!({ path }, access);
  expect(found.map(({ type }) => type)).toEqual([
    'number',
    'integer',
    'number',
    'number',
    'text',
    'text',
    'text',
    'text',
  ]);
});

test.each(FILES)('%s: rows from a cache file are those in memory, bit for bit', async (path) => {
  const held = await loadDataset(config(path, { context: ['kind'], missing: 'drop' }), access);
  const cached = { ...access, cache: { folder: join(folder, 'cache'), held: 0 } };
  for (const _ of ['written', 'found']) {
    const stored = await loadDataset(config(path, { context: ['kind'], missing: 'drop' }), cached);
    expect(stored.train.stored).toBeDefined();
    expect(stored.train.values).toEqual(held.train.values);
    expect(stored.train.context).toEqual(held.train.context);
    expect({ reading: stored.reading, fingerprint: stored.fingerprint, summary: stored.summary }).toEqual({
      ...{ reading: held.reading, fingerprint: held.fingerprint, summary: held.summary },
    });
  }
  await expect(loadDataset(config(path), cached)).rejects.toMatchObject({
    message: `${path}: row 7 (counted from 0) has no value in column gap`,
  });
});

test.each(FILES)('%s: errors name rows', async (path) => {
  const failed = (keys: object) => summarizeData(config(path, keys), access);
  await expect(failed({})).rejects.toMatchObject({
    message: `${path}: row 7 (counted from 0) has no value in column gap`,
  });
  await expect(failed({ columns: ['flag'] })).rejects.toMatchObject({
    message: expect.stringContaining("row 0 (counted from 0), column flag: 'true' is not a number"),
  });
  await expect(failed({ columns: ['y'] })).rejects.toMatchObject({ message: expect.stringContaining("no column 'y'") });
});

test.each(FILES)('%s: a spec is proposed', async (path) => {
  const proposed = await source(path).proposal!.propose(path, access, PLAIN);
  expect(proposed.columns.map(({ name, proposal }) => [name, proposal])).toEqual(
    expect.arrayContaining([
      ['small', 'model'],
      ['n', expect.any(String)],
    ]),
  );
  expect(proposed.leftOut).toContainEqual({ name: 'x', why: 'equal steps, as of a time: 0, 0.125, 0.25, …' });
  expect(proposed.rows).toBe(40);
});

test.each(FILES)('%s: blocks of rows end anywhere in pages and batches', async (path) => {
  const open = path.endsWith('.parquet') ? openParquet : openArrow;
  const read = async (size?: number) => {
    const reader = typedReader(path, await open(path, access), { limit: null, texts: ['kind', 'n'] }, size);
    const parts: number[] = [];
    while (await reader.next()) parts.push(...reader.rows.take());
    await reader.close();
    return { parts, facts: reader.rows.facts() };
  };
  const whole = await read();
  expect(whole.parts).toHaveLength(40 * 10);
  for (const size of [10, 70, 110]) expect(await read(size)).toEqual(whole);
});

test.each(FILES.filter((path) => path.endsWith('.arrow')))(
  '%s: a large batch is inflated buffer by buffer',
  async (path) => {
    const read = async (large?: number) => {
      const reader = typedReader(path, await openArrow(path, access, large), { limit: null, texts: ['kind', 'when'] });
      const parts: number[] = [];
      while (await reader.next()) parts.push(...reader.rows.take());
      await reader.close();
      return { parts, facts: reader.rows.facts() };
    };
    expect(await read(0)).toEqual(await read());
  },
);

test('only so many rows are read', async () => {
  for (const path of FILES) {
    const data = await loadDataset({ ...config(path, { columns: ['x'] }), limit: 20 }, access);
    expect(data.train.count).toBe(20);
  }
});

test.each(FILES)('%s: a damaged file is named', async (path) => {
  const bytes = readFileSync(join(access.folder, path));
  for (const length of [0, 20, bytes.length - 30]) {
    writeFileSync(join(folder, path), bytes.subarray(0, length));
    await expect(loadDataset(config(path), { ...access, folder })).rejects.toMatchObject({ code: 'data', file: path });
  }
  const frame = bytes.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  if (frame > 0) {
    writeFileSync(join(folder, path), Uint8Array.from(bytes).fill(0xff, frame + 4, frame + 12));
    await expect(loadDataset(config(path), { ...access, folder })).rejects.toMatchObject({ code: 'data', file: path });
  }
  copyFileSync(join(access.folder, path), join(folder, path));
  expect((await loadDataset(config(path, { columns: ['x'] }), { ...access, folder })).train.count).toBe(40);
});

test.each(FILES.filter((path) => path.endsWith('.parquet')))(
  '%s: counts of rows that do not match are an error',
  async (path) => {
    const bytes = readFileSync(join(access.folder, path));
    // A number n as a 64-bit integer of a Thrift structure is 2n here.
    const placesOf = (count: number) => {
      const places: number[] = [];
      const pattern = Buffer.from([0x16, 2 * count]);
      for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) places.push(at + 1);
      return places;
    };
    const failed = (changes: readonly (readonly [number, number])[]) => {
      const damaged = Uint8Array.from(bytes);
      for (const [place, count] of changes) damaged[place] = 2 * count;
      writeFileSync(join(folder, path), damaged);
      return expect(loadDataset(config(path, { columns: ['x'] }), { ...access, folder })).rejects;
    };
    // The rows of the file; of the first two groups the rows, and the values of columns that are no lists.
    const [file, groups] = [placesOf(40), placesOf(16).slice(0, 16)];
    expect(file).toHaveLength(1);
    for (const place of [...file, ...groups]) {
      await failed([[place, 63]]).toMatchObject({ code: 'data', file: path, message: expect.stringMatching(/63|87/) });
    }
    // All of them agree, and the pages have fewer rows.
    const agreed = [[file[0]!, 41] as const, ...groups.slice(0, 8).map((place) => [place, 17] as const)];
    await failed(agreed).toMatchObject({ message: expect.stringContaining('ends too early') });
  },
);

test('an LZ4 frame, whose matches run into themselves', () => {
  // "ab", then 6 bytes from 2 before, then the last literal.
  const block = [0x22, 0x61, 0x62, 2, 0, 0x10, 0x63];
  const frame = Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, block.length, 0, 0, 0, ...block, 0, 0, 0, 0);
  expect(Buffer.from(inflateLz4Frame(frame)).toString()).toBe('ababababc');
  expect(() => inflateLz4Frame(frame.subarray(0, 14))).toThrow(RangeError);
});
