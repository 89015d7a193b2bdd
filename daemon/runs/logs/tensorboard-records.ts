import { fstatSync, readSync } from 'node:fs';
import { crc32c } from './crc32c.ts';

/** Bytes before and after the data of a record: length and its CRC, and the CRC of the data. */
const HEAD = 12;
const TAIL = 4;
/** Our records hold a few numbers each. */
const MAXIMUM_BYTES = 16 * 1024 * 1024;

/** Rotation and offset of the TFRecord format: without it, a CRC of data that contains CRCs is weak. */
export function maskedCrc(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/**
 * Where the intact records of a TFRecord file end.
 * @param visit called with the data of each @returns `torn`: the rest is the beginning of a record, as a killed writer
 * leaves it
 */
export function intactBytes(
  descriptor: number,
  visit: (data: Uint8Array) => void = () => {},
): {
  readonly end: number;
  readonly size: number;
  readonly torn: boolean;
} {
  const { size } = fstatSync(descriptor);
  const head = Buffer.alloc(HEAD);
  for (let end = 0; ; ) {
    if (end === size) return { end, size, torn: false };
    if (size - end < HEAD) return { end, size, torn: true };
    readSync(descriptor, head, 0, HEAD, end);
    const length = Number(head.readBigUInt64LE(0));
    if (head.readUInt32LE(8) !== maskedCrc(head.subarray(0, 8)) || length > MAXIMUM_BYTES) {
      return { end, size, torn: false };
    }
    if (size - end < HEAD + length + TAIL) return { end, size, torn: true };
    const data = Buffer.alloc(length + TAIL);
    readSync(descriptor, data, 0, data.length, end + HEAD);
    if (data.readUInt32LE(length) !== maskedCrc(data.subarray(0, length))) return { end, size, torn: false };
    visit(data.subarray(0, length));
    end += HEAD + length + TAIL;
  }
}
