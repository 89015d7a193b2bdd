import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { writeNpy } from '../../encoding/write-npy.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { propertyRuns } from '../../testing/property-runs.ts';
import { readNpz, writeNpz } from './npz.ts';

const SMALL = writeNpy(Float32Array.of(1, 2, 3), [3]);

/** Writes a 32-bit field of the (only) central directory entry. */
function patch(zip: Uint8Array, field: number, value: number): Uint8Array {
  const out = zip.slice();
  const view = new DataView(out.buffer);
  view.setUint32(view.getUint32(out.length - 6, true) + field, value, true);
  return out;
}
const SIZE = 24;
const CRC = 16;

test('stored and deflated archives are read by name', () => {
  for (const level of [0, 9] as const) {
    const zip = zipSync({ 'a.npy': SMALL, 'b.npy': writeNpy(Float64Array.of(7), [1]) }, { level });
    expect([...readNpz(zip, 'a', 'f.npz').values]).toEqual([1, 2, 3]);
    expect([...readNpz(zip, 'b', 'f.npz').values]).toEqual([7]);
    expect(() => readNpz(zip, undefined, 'f.npz')).toThrow(/a, b/);
    expect(() => readNpz(zip, 'c', 'f.npz')).toThrow(/no array 'c'/);
  }
  expect([...readNpz(zipSync({ 'only.npy': SMALL }), undefined, 'f.npz').values]).toEqual([1, 2, 3]);
});

test('what is written reads back; equal arrays give equal bytes', () => {
  const arrays = {
    z: { values: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
    logq: { values: Float64Array.of(-1, -2), shape: [2] },
  };
  const bytes = writeNpz(arrays);
  expect(readNpz(bytes, 'z', 'f')).toMatchObject(arrays.z);
  expect(readNpz(bytes, 'logq', 'f')).toMatchObject(arrays.logq);
  expect(writeNpz(arrays)).toEqual(bytes);
});

test('more than 64 entries, or more than 4 GiB declared, are refused', () => {
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`a${i}.npy`, SMALL]));
  expect(() => readNpz(zipSync(many), 'a1', 'f.npz')).toThrow(/the limit is 64/);
  expect(() => readNpz(patch(zipSync({ 'a.npy': SMALL }), SIZE, 0xfffffffe), 'a', 'f.npz')).toThrow(FlowscopeError);
});

test('a bomb inflates to no more than it declares', () => {
  // 32 MiB of zeros compressed to a few dozen kilobytes, declared as 1000 bytes.
  const bomb = zipSync({ 'a.npy': new Uint8Array(2 ** 25) }, { level: 1 });
  const before = process.memoryUsage().rss;
  expect(() => readNpz(patch(bomb, SIZE, 1000), 'a', 'f.npz')).toThrow(/longer than it declares/);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 24);
});

test('wrong checksums and sizes are refused', () => {
  const zip = zipSync({ 'a.npy': SMALL });
  expect(() => readNpz(patch(zip, CRC, 1), undefined, 'f.npz')).toThrow(/checksum/);
  expect(() => readNpz(patch(zip, SIZE, SMALL.length + 1), undefined, 'f.npz')).toThrow(FlowscopeError);
  expect(() => readNpz(deflateRawSync(SMALL), undefined, 'f.npz')).toThrow(/not a complete ZIP/);
});

test('truncated and mutated archives give an array or a FlowscopeError, nothing else', () => {
  const whole = zipSync({ 'a.npy': SMALL, 'b.npy': SMALL });
  for (let length = 0; length < whole.length; length++) {
    expect(() => readNpz(whole.subarray(0, length), 'a', 'f.npz')).toThrow(FlowscopeError);
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          expect([...readNpz(bytes, 'a', 'f.npz').values].length).toBeLessThan(100);
        } catch (error) {
          expect(error).toBeInstanceOf(FlowscopeError);
        }
      },
    ),
    propertyRuns(200, 1),
  );
});
