/** Files that declare far more than they hold: refused before anything of that size is made. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNpy } from '../encoding/write-npy.ts';
import { encodeContext, fitContext } from './context.ts';
import { UNTRUSTED_BYTES } from './files/held-bytes.ts';
import { indexedRows } from './files/row-place.ts';
import { summarizeData } from './load-dataset.ts';
import { idxBytes } from './testing/idx-bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-declared-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function summarize(source: string, bytes: Uint8Array, more: object = {}, most?: number) {
  writeFileSync(join(folder, 'file'), bytes);
  const split = { validation: 0.1, test: 0.1 };
  const keys = { path: 'file', split, standardize: false, dequantize: false, bits: 8, context: 'none' };
  const access = most === undefined ? { folder, trusted: true } : { folder, trusted: false, most };
  return summarizeData({ source, seed: 0, limit: null, ...keys, ...more }, access);
}

test.each([
  ['16 bytes', idxBytes([1, 20_000, 20_000]), /has points of shape \[20000, 20000, 1\], 400000000 numbers each/],
  ['16 bytes in gzip', gzipSync(idxBytes([1, 20_000, 20_000])), /has points of shape/],
  ['small images, but many', idxBytes([0xffffffff, 28, 28]), /should hold 3367254359296 bytes for its shape/],
  [
    'many in gzip',
    gzipSync(idxBytes([0xffffff, 28, 28])),
    /declares 13153336576 bytes; at most 4294967296 can be read/,
  ],
  ['fewer in gzip', gzipSync(idxBytes([0xfffff, 28, 28])), /declares \d+ bytes, but has only \d+ compressed bytes/],
])('an IDX header of %s', async (_, bytes, message) => {
  await expect(summarize('idx', bytes)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(message),
  });
});

/** An archive whose only entry declares this many bytes. */
function declaring(bytes: number): Uint8Array {
  const zip = zipSync({ 'a.npy': writeNpy(new Uint8Array(1000), [1000]) });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const directory = view.getUint32(zip.length - 6, true);
  view.setUint32(directory + 24, bytes, true);
  return zip;
}

test('an archive that declares more than its compressed bytes can hold is not inflated', async () => {
  await expect(summarize('npy', declaring(2 ** 27))).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/a\.npy\) declares 134217728 bytes, but has only \d+ compressed bytes/),
  });
  await expect(summarize('npy', declaring(20_000))).rejects.toMatchObject({
    message: expect.stringContaining('its length or checksum is wrong'),
  });
});

test('an array that compresses well is read', async () => {
  const bytes = zipSync({ 'a.npy': writeNpy(new Uint8Array(2 ** 20), [2 ** 19, 2]) });
  expect(bytes.length).toBeLessThan(2 ** 20 / 500);
  expect((await summarize('npy', bytes)).shape).toEqual([2]);
});

test('until the workspace is trusted, only little of a file is held, inflated or not', async () => {
  const size = UNTRUSTED_BYTES + 1;
  for (const bytes of [new Uint8Array(size), declaring(size)]) {
    await expect(summarize('npy', bytes, {}, UNTRUSTED_BYTES)).rejects.toMatchObject({
      code: 'needs-trust',
      message: expect.stringContaining(`holds ${size} bytes; until the workspace is trusted, at most 16777216`),
    });
  }
});

test('a point is no larger than an image of 512 × 512 in four channels', async () => {
  const width = 2 ** 20 + 1;
  await expect(summarize('npy', writeNpy(new Uint8Array(width), [1, width]))).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('a point may have at most 1048576'),
  });
});

test('classes become no vectors that exceed the memory', () => {
  const texts = Array.from({ length: 40_000 }, (_, i) => `c${i % 4000}`);
  const columns = [{ column: 'k', kind: 'category', texts } as const];
  const encoding = fitContext(columns, new Uint32Array());
  expect(() => encodeContext(encoding, columns, 40_000, indexedRows('table.csv'))).toThrow(
    /the context of 40000 rows takes 160000000 numbers, 4000 for each row; at most 134217728 are allowed/,
  );
  const many = Array.from({ length: 17 }, (_, i) => ({ ...columns[0]!, column: `k${i}` }));
  expect(() => fitContext(many, new Uint32Array())).toThrow(/the context has 68000 entries; it may have at most 65536/);
});
