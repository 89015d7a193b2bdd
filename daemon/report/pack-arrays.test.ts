import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { PackedArray } from '../../protocol/report/report-content.ts';
import type { AnsweredArray } from '../../protocol/rpc/answer-arrays.ts';
import { createArrayPack, type Precision } from './pack-arrays.ts';

const array = (values: AnsweredArray['values'], dtype: AnsweredArray['dtype']): AnsweredArray => ({
  dtype,
  shape: [values.length],
  values,
});
const WAVE = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** (i % 7));

/** As a browser reads it: `webviews/report/report-data.ts`. */
function read(pack: ReturnType<typeof createArrayPack>, { start, bytes, stored }: PackedArray): ArrayLike<number> {
  const from = inflateSync(pack.bytes().subarray(start, start + bytes));
  const width = { float32: 4, float64: 8, int32: 4, uint8: 1 }[stored];
  const count = from.length / width;
  const joined = new Uint8Array(from.length);
  for (let i = 0; i < from.length; i++) joined[(i % count) * width + Math.floor(i / count)] = from[i]!;
  const { buffer } = joined;
  if (stored === 'float32') return new Float32Array(buffer);
  if (stored === 'float64') return new Float64Array(buffer);
  return stored === 'int32' ? new Int32Array(buffer) : new Uint8Array(buffer);
}

test.each([
  ['exact', 0],
  ['single', 6e-8],
  ['picture', 1.3e-4],
] as const)('a long array stays %s: relative error at most %d', (precision: Precision, most) => {
  const pack = createArrayPack();
  const reference = pack.add(array(WAVE, 'float64'), precision);
  expect(reference).toEqual({ array: 1, dtype: 'float64', shape: [1000], bytes: 8000 });
  const found = read(pack, pack.arrays[0]!);
  for (const [i, value] of WAVE.entries())
    expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(most * Math.abs(value));
});

test('what is not finite, and the largest numbers, stay', () => {
  const values = new Float32Array(300).fill(3.4028234663852886e38);
  values.set([Number.NaN, Infinity, -Infinity, 0, -0]);
  const pack = createArrayPack();
  pack.add(array(values, 'float32'), 'picture');
  const found = read(pack, pack.arrays[0]!);
  expect(Array.from({ length: 5 }, (_, i) => found[i])).toEqual([Number.NaN, Infinity, -Infinity, 0, -0]);
  expect(found[5]! / values[5]!).toBeCloseTo(1, 3);
});

test('short arrays, whole numbers and pixels stay exact', () => {
  const pack = createArrayPack();
  const short = WAVE.slice(0, 100);
  const steps = Int32Array.from({ length: 1000 }, (_, i) => 7919 * i);
  const pixels = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
  pack.add(array(short, 'float64'), 'picture');
  pack.add(array(steps, 'int32'), 'picture');
  pack.add(array(pixels, 'uint8'), 'picture');
  expect(pack.arrays.map((packed) => Array.from(read(pack, packed)))).toEqual([[...short], [...steps], [...pixels]]);
});

test('equal arrays are stored once, and what had no room is forgotten', () => {
  const pack = createArrayPack();
  const first = pack.add(array(WAVE, 'float64'), 'picture');
  pack.keep();
  const { size } = pack;
  expect(pack.add(array(WAVE.slice(), 'float64'), 'picture').array).toBe(first.array);
  expect(pack.size).toBe(size);
  const other = WAVE.map((value) => value + 1);
  expect(pack.add(array(other, 'float64'), 'picture').array).toBe(2);
  pack.undo();
  expect([pack.arrays.length, pack.size, pack.bytes().length]).toEqual([1, size, size]);
  expect(pack.add(array(other, 'float64'), 'picture').array).toBe(2);
  expect(pack.size).toBeGreaterThan(size);
});
