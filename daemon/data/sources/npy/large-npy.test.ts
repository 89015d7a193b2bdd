/** An array whose rows stay in their file gives the same rows, bit for bit, as one in memory. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNpy } from '../../../encoding/write-npy.ts';
import type { Dataset } from '../../definition.ts';
import { dataTransform } from '../../prepare.ts';
import { loadNpy } from './load-npy.ts';
import { npySchema } from './npy-source.ts';
import { summarizeNpy } from './summarize-npy.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-large-npy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = 50;
const save = (values: Float32Array | Float64Array) => writeFileSync(join(folder, 'x.npy'), writeNpy(values, [ROWS, 3]));
const numbers = (value: (i: number) => number) => Float64Array.from({ length: 3 * ROWS }, (_, i) => value(i));
const config = (keys: object, limit: number | null = null) => ({
  ...npySchema.parse({ path: 'x.npy', ...keys }),
  seed: 2,
  limit,
});
const access = (held?: number) => ({
  folder,
  trusted: true,
  cache: { folder: join(folder, 'cache'), ...(held === undefined ? {} : { held }) },
});
/** The bytes with another header of the same length. */
function described(bytes: Uint8Array, descr: string, shape: string): Uint8Array {
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  const header = Math.ceil((11 + text.length) / 64) * 64;
  const out = new Uint8Array(header + bytes.length - 64);
  out.set(bytes.subarray(0, 8));
  new DataView(out.buffer).setUint16(8, header - 10, true);
  out.set(Buffer.from(`${text.padEnd(header - 11)}\n`), 10);
  out.set(bytes.subarray(64), header);
  return out;
}
const plain = ({ train, validation, test: held, ...rest }: Dataset) => ({
  ...rest,
  rows: [train, validation, held].map(({ count, values, context, weights }) => ({ count, values, context, weights })),
});

test.each([
  ['float64', numbers((i) => Math.sin(i) * 1e3)],
  ['float32', Float32Array.from(numbers((i) => Math.sin(i)))],
  ['with whole numbers', numbers((i) => (i % 3 === 1 ? i % 6 : i / 7))],
])('%s', async (_, values) => {
  save(values);
  for (const [keys, limit] of [
    [{}, null],
    [{ columns: [2, 1], dequantize: true }, 30],
    [{ exclude: [0], standardize: false }, null],
  ] as const) {
    const [held, stored] = [
      await loadNpy(config(keys, limit), access()),
      await loadNpy(config(keys, limit), access(0)),
    ];
    expect(held.train.stored).toBeUndefined();
    expect(stored.train.stored).toBeDefined();
    expect(plain(stored)).toEqual(plain(held));
    expect(dataTransform(stored).prepare(stored.train).values).toEqual(dataTransform(held).prepare(held.train).values);
  }
  const [all, beginning] = [await summarizeNpy(config({}), access()), await summarizeNpy(config({}), access(0))];
  expect(beginning).toEqual(all);
});

const npy = (values: Parameters<typeof writeNpy>[0]) => writeNpy(values, [values.length / 3, 3]);
const plenty = Float64Array.from({ length: 150_000 }, (_, i) => 1e3 + Math.sin(i) * 1e3);
const RECORDS = "[('a', '<i8'), ('b', '>u2'), ('c', '<u4')]";

test.each([
  ['in an archive', zipSync({ 'a.npy': npy(numbers((i) => i / 7)) }, { level: 0 })],
  ['in a compressed archive', zipSync({ 'a.npy': npy(plenty), 'b.npy': npy(plenty.subarray(0, 3)) })],
  ['of whole numbers', npy(Int32Array.from(numbers((i) => i * 77)))],
  ['of bytes', npy(Uint8Array.from(numbers((i) => (i * 7) % 200)))],
  ['of records', described(npy(numbers((i) => i / 7)).slice(0, 64 + 14 * ROWS), RECORDS, `(${ROWS},)`)],
])('an array %s', async (_, bytes) => {
  writeFileSync(join(folder, 'x.npy'), bytes);
  const array = bytes[0] === 0x50 ? { array: 'a' } : {};
  for (const [keys, limit] of [
    [array, null],
    [{ ...array, weight: 1, standardize: false }, 30],
  ] as const) {
    const same = config({ ...keys, ...(bytes.length > 1e5 ? { exclude: [0] } : {}) }, limit);
    const [held, stored] = [await loadNpy(same, access()), await loadNpy(same, access(0))];
    expect(held.train.stored).toBeUndefined();
    expect(stored.train.stored).toBeDefined();
    expect(plain(stored)).toEqual(plain(held));
    expect(await summarizeNpy(same, access(0))).toEqual(await summarizeNpy(same, access()));
  }
});

test('the summary of a large array is kept', async () => {
  save(numbers((i) => i / 7));
  const own = { ...access(0), cache: { folder: join(folder, 'kept'), held: 0, large: 100 } };
  const summary = await summarizeNpy(config({}), own);
  expect(readdirSync(join(folder, 'kept/summaries'))).toHaveLength(1);
  const stamps = statSync(join(folder, 'x.npy'));
  expect(await summarizeNpy(config({}), own)).toEqual(summary);
  save(numbers((i) => i / 9));
  expect(statSync(join(folder, 'x.npy')).size).toBe(stamps.size);
  await summarizeNpy(config({}), own);
  expect(readdirSync(join(folder, 'kept/summaries'))).toHaveLength(2);
});

test('a damaged entry of a large archive is named, and leaves nothing behind', async () => {
  const bytes = zipSync({ 'a.npy': npy(plenty) });
  bytes[bytes.length - 1000]! ^= 1;
  writeFileSync(join(folder, 'x.npy'), bytes);
  const own = { ...access(0), cache: { folder: join(folder, 'damaged'), held: 0 } };
  await expect(loadNpy(config({}), own)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/^x\.npy has a corrupt entry 'a\.npy'/),
  });
  expect(readdirSync(join(folder, 'damaged'))).toEqual([]);
});

test('a value that is not finite is named', async () => {
  save(numbers((i) => (i === 100 ? Number.NaN : i)));
  const message = 'x.npy: row 33 (counted from 0), column x1: NaN stands for a missing value, which cannot be modeled';
  for (const held of [undefined, 0]) {
    await expect(loadNpy(config({}), access(held))).rejects.toMatchObject({ code: 'data', message });
  }
});

test('a file that changes in use is an error', async () => {
  save(numbers((i) => i));
  const data = await loadNpy(config({}), access(0));
  expect(data.train.values.length).toBeGreaterThan(0);
  writeFileSync(join(folder, 'x.npy'), new Uint8Array(3000));
  expect(() => data.train.values).toThrow('x.npy was changed while it was in use');
});

test('the file stays open as long as rows may be read', async () => {
  save(numbers((i) => i));
  const data = await loadNpy(config({}), access(0));
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await setImmediate();
  }
  expect(data.test.values.length).toBe(15);
});
