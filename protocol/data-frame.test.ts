import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assembleArray } from './array-assembly.ts';
import { decodeDataFrame, encodeDataFrame, PART_BYTES } from './data-frame.ts';

const header = { array: 7, dtype: 'float32', shape: [2, 3], offset: 0, total: 24 } as const;

test('a frame begins with FLW1 and the length of its header, little-endian; the payload is aligned to 8 bytes', () => {
  const frame = encodeDataFrame({ ...header, shape: [2, 3] }, new Uint8Array(24).fill(9));
  expect(new TextDecoder().decode(frame.subarray(0, 4))).toBe('FLW1');
  const length = frame[4]! + 256 * frame[5]!;
  expect(JSON.parse(new TextDecoder().decode(frame.subarray(8, 8 + length)))).toEqual(header);
  expect((frame.length - 24) % 8).toBe(0);
  expect([...frame.subarray(8 + length, frame.length - 24)].every((byte) => byte === 0)).toBe(true);
});

test('what is encoded is decoded, at any offset within a larger buffer', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.array(fc.nat(), { maxLength: 16 }),
      fc.integer({ min: 1 }),
      fc.nat(20),
      (payload, shape, array, shift) => {
        const info = { array, dtype: 'uint8' as const, shape, offset: 3, total: payload.length + 3 };
        const frame = encodeDataFrame(info, payload);
        const buffer = new Uint8Array(frame.length + shift);
        buffer.set(frame, shift);
        const decoded = decodeDataFrame(buffer.subarray(shift));
        expect(decoded.header).toEqual(info);
        expect([...decoded.payload]).toEqual([...payload]);
      },
    ),
  );
});

test('what is no frame is refused with an error', () => {
  const frame = encodeDataFrame({ ...header, shape: [2, 3] }, new Uint8Array(24));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(() => decodeDataFrame(bytes)).toThrow(Error);
    }),
  );
  fc.assert(
    fc.property(fc.nat(frame.length - 25), (length) => {
      expect(() => decodeDataFrame(frame.subarray(0, length))).toThrow(Error);
    }),
  );
  const more = encodeDataFrame({ ...header, shape: [2, 3] }, new Uint8Array(25));
  expect(() => decodeDataFrame(more)).toThrow('25 bytes');
});

test('parts become the array again; a part out of order or of another array is refused', () => {
  const values = Float32Array.from({ length: PART_BYTES / 4 + 3 }, (_v, i) => i / 3);
  const bytes = new Uint8Array(values.buffer);
  const reference = { array: 1, dtype: 'float32' as const, shape: [values.length], bytes: bytes.length };
  const part = (offset: number, array = 1) => ({
    header: { array, dtype: 'float32' as const, shape: reference.shape, offset, total: bytes.length },
    payload: bytes.subarray(offset, offset + PART_BYTES),
  });
  const assembly = assembleArray(reference);
  expect(assembly.add(part(0))).toBeNull();
  expect(assembly.add(part(PART_BYTES))).toEqual(values);
  expect(() => assembleArray(reference).add(part(PART_BYTES))).toThrow('not 0');
  expect(() => assembleArray(reference).add(part(0, 2))).toThrow('another array');
});
