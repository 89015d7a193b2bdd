import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { propertyRuns } from '../../testing/property-runs.ts';
import { parametersSha256 } from './parameters-sha256.ts';
import { readSafetensors, safetensorsChunks } from './safetensors.ts';
import type { SavedTensor, SavedTensors } from './tensor-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TENSORS: SavedTensors = new Map<string, SavedTensor>([
  ['flag', { shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['weight', { shape: [2, 3], data: Float32Array.of(1, -0, Number.NaN, 4, 5.5, 1e-45) }],
  ['order', { shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) }],
  ['scalar', { shape: [], data: Float64Array.of(Math.PI) }],
  ['none', { shape: [0, 4], data: new Float32Array(0) }],
  ['0', { shape: [1], data: Float32Array.of(7) }],
  ['__proto__', { shape: [1], data: Float32Array.of(8) }],
]);

const encode = (tensors: SavedTensors, metadata = {}) => Buffer.concat([...safetensorsChunks(tensors, metadata)]);

function write(bytes: Uint8Array): string {
  const path = join(folder, 'file.safetensors');
  writeFileSync(path, bytes);
  return path;
}

/** A file with any header text. */
function fileWith(header: string | object, payloadBytes: number): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([prefix, text, Buffer.alloc(payloadBytes)]);
}

const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

test('what was written is read back bit for bit, with metadata, size and hash', async () => {
  const bytes = encode(TENSORS, { note: 'ü "quoted"' });
  const file = await readSafetensors(write(bytes));
  expect(Object.fromEntries(file.tensors)).toEqual(Object.fromEntries(TENSORS));
  expect({ ...file.metadata }).toEqual({ note: 'ü "quoted"' });
  expect(file.size).toBe(bytes.length);
  expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('the layout is the published one: u64 length, JSON, contiguous little-endian data aligned to its elements', () => {
  const bytes = encode(TENSORS, { a: 'b' });
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  expect((8 + length) % 8).toBe(0);
  expect(header.__metadata__).toEqual({ a: 'b' });
  expect(header.weight).toMatchObject({ dtype: 'F32', shape: [2, 3] });
  const [begin] = header.weight!.data_offsets;
  expect(begin % 4).toBe(0);
  expect(bytes.readFloatLE(8 + length + begin + 16)).toBe(5.5);
  const [order] = header.order!.data_offsets;
  expect(order % 8).toBe(0);
  expect(bytes.readBigInt64LE(8 + length + order)).toBe(-1n);
});

test('equal content gives equal bytes, whatever the order of insertion', () => {
  expect(encode(new Map([...TENSORS].reverse())).equals(encode(TENSORS))).toBe(true);
});

test('tensors that are not kept are hashed all the same', async () => {
  const path = write(encode(TENSORS));
  const part = await readSafetensors(path, (name) => name === 'weight');
  expect([...part.tensors.keys()]).toEqual(['weight']);
  expect(part.sha256).toBe((await readSafetensors(path)).sha256);
});

test('a tensor with the wrong number of values is refused when it is written', () => {
  expect(() => encode(new Map([['w', { shape: [3], data: new Float32Array(2) }]]))).toThrow('2 values for shape [3]');
});

describe('hostile headers are refused with the file and the reason', () => {
  const huge = Buffer.alloc(16);
  huge.writeBigUInt64LE(2n ** 62n);
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ['empty file', Buffer.alloc(0), 'holds only 0 bytes'],
    ['header length beyond 16 MiB', huge, 'at most 16777216'],
    ['header beyond the end', Buffer.concat([fileWith('{}', 0).subarray(0, 8), Buffer.from('{')]), 'beyond the end'],
    ['not JSON', fileWith('{"a"', 0), 'not valid JSON'],
    ['not an object', fileWith('[]', 0), 'does not start with "{"'],
    ['not UTF-8', fileWith('{', 0).fill(0xff, 8), 'not UTF-8'],
    ['duplicate name', fileWith(`{"a":${JSON.stringify(f32(0, 4))},"a":${JSON.stringify(f32(0, 4))}}`, 4), '"a" twice'],
    ['escaped duplicate', fileWith(`{"a":${JSON.stringify(f32(0, 4))},"\\u0061":{}}`, 4), '"a" twice'],
    [
      'duplicate key',
      fileWith('{"a":{"dtype":"F32","dtype":"U8","shape":[4],"data_offsets":[0,4]}}', 4),
      '"dtype" twice',
    ],
    ['gap', fileWith({ a: f32(0, 4), b: f32(8, 12) }, 12), 'leaves a gap'],
    ['overlap', fileWith({ a: f32(0, 8), b: f32(4, 12) }, 12), 'overlaps'],
    ['descending', fileWith({ a: f32(4, 8), b: f32(0, 4) }, 8), 'leaves a gap'],
    ['shape against bytes', fileWith({ a: f32(0, 8, [3]) }, 8), 'does not fit its 8 bytes'],
    ['overflowing shape', fileWith({ a: f32(0, 8, [2 ** 40, 2 ** 40]) }, 8), 'does not fit'],
    ['product of zero', fileWith({ a: f32(0, 8, [2 ** 52, 2 ** 52, 0]) }, 8), 'does not fit'],
    ['negative extent', fileWith({ a: f32(0, 8, [-2]) }, 8), 'no valid shape'],
    ['fractional extent', fileWith({ a: f32(0, 8, [2.5]) }, 8), 'no valid shape'],
    ['rank 1000', fileWith({ a: f32(0, 4, Array(1000).fill(1)) }, 4), 'no valid shape'],
    ['reversed offsets', fileWith({ a: f32(8, 0, [1]) }, 8), 'no valid data_offsets'],
    ['unknown dtype', fileWith({ a: { ...f32(0, 4), dtype: 'BF16' } }, 4), 'dtype "BF16"'],
    ['dtype from the prototype', fileWith({ a: { ...f32(0, 4), dtype: 'toString' } }, 4), 'dtype "toString"'],
    ['truncated', fileWith({ a: f32(0, 4000) }, 3999), 'it is truncated'],
    ['trailing bytes', fileWith({ a: f32(0, 4) }, 5), 'describes 4 bytes'],
    ['metadata not strings', fileWith({ __metadata__: { a: 1 } }, 0), 'not a string'],
    ['nested deeply', fileWith(`{"a":${'['.repeat(1e6)}`, 0), 'nested too deeply'],
  ];
  test.each(cases)('%s', async (_, bytes, reason) => {
    const error: unknown = await readSafetensors(write(bytes)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FlowscopeError);
    expect(error).toMatchObject({ code: 'checkpoint', file: join(folder, 'file.safetensors') });
    expect((error as FlowscopeError).message).toContain(reason);
  });
});

test('a folder, a missing file, a FIFO and a device are refused without hanging', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', fifo]);
  const link = join(folder, 'null');
  symlinkSync('/dev/zero', link);
  for (const path of [folder, join(folder, 'absent'), fifo, link]) {
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'checkpoint', file: path });
  }
});

test('mutated files either read as the bytes say or are refused; nothing else is ever thrown', async () => {
  const good = encode(TENSORS, { state: '{"step":3}' });
  const headerEnd = 8 + Number(good.readBigUInt64LE(0));
  let refused = 0;
  const edit = fc.record({
    at: fc.oneof({ weight: 4, arbitrary: fc.nat(headerEnd - 1) }, { weight: 1, arbitrary: fc.nat(good.length - 1) }),
    with: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc
        .constantFrom('"', '{', '}', '[', ']', ',', '9', '-', '0', '99999999', 'null', '\\')
        .map((text) => Buffer.from(text)),
    ),
    remove: fc.nat(3),
  });
  const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat(9), async (edits, cut) => {
    let bytes: Buffer = Buffer.from(good);
    for (const { at, with: insert, remove } of edits) {
      bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
    }
    if (cut === 0) bytes = bytes.subarray(0, bytes.length - 5);
    try {
      const { size, tensors } = await readSafetensors(write(bytes));
      let held = 0;
      for (const { data } of tensors.values()) held += data.byteLength;
      expect(held).toBeLessThanOrEqual(size);
    } catch (error) {
      if (!(error instanceof FlowscopeError)) throw error;
      expect(error.code).toBe('checkpoint');
      refused++;
    }
  });
  await fc.assert(property, propertyRuns(200, 11));
  expect(refused).toBeGreaterThan(180);
});

test('parametersSha256 is over the float32 parameters in name order and nothing else', () => {
  const a = Float32Array.of(1, 2);
  const b = Float32Array.of(3);
  const expected = createHash('sha256').update(Buffer.from(a.buffer)).update(Buffer.from(b.buffer)).digest('hex');
  const entries: readonly (readonly [string, SavedTensor])[] = [
    ['parameters/b', { shape: [1], data: b }],
    ['parameters/a', { shape: [2], data: a }],
    ['parameters/order', { shape: [1], data: BigInt64Array.of(4n) }],
    ['ema/a', { shape: [1], data: Float32Array.of(9) }],
  ];
  expect(parametersSha256(new Map(entries))).toBe(expected);
  expect(parametersSha256(new Map([...entries].reverse()))).toBe(expected);
  const changed = new Map(entries).set('parameters/b', { shape: [1], data: Float32Array.of(-3) });
  expect(parametersSha256(changed)).not.toBe(expected);
});
