import { constants, gunzipSync } from 'node:zlib';
import type { FlowscopeError } from '../../errors/flowscope-error.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { dataError } from '../files/data-error.ts';
import { checkInflated } from '../files/held-bytes.ts';

export interface IdxHeader {
  /** [n] for labels, [n, height, width] or [n, height, width, channels] for images. */
  readonly shape: readonly number[];
  /** Byte offset of the elements. */
  readonly offset: number;
}

export interface IdxArray extends IdxHeader {
  /** A view into the file (or its inflated content), not a copy. */
  readonly values: Uint8Array;
}

/** This many compressed bytes always include the header, and inflate to at most about a megabyte. */
export const IDX_PREFIX = 1024;

/**
 * Reads an IDX file of unsigned bytes, gzip-compressed or not. The product of the dimensions must match the length of
 * the content, and limits how much is inflated.
 * @param most bytes of the inflated content; undefined: as many as its compressed size explains
 * @throws FlowscopeError `data`, or as `checkInflated`
 */
export function readIdx(bytes: Uint8Array, file: string, most?: number): IdxArray {
  const header = readIdxHeader(bytes, file);
  checkIdxSize(header, isGzip(bytes), bytes.length, file, most);
  const content = isGzip(bytes) ? gunzip(bytes, lengthOf(header), file) : bytes;
  if (content.length !== lengthOf(header)) throw wrongLength(header, content.length, file);
  return { ...header, values: content.subarray(header.offset) };
}

/**
 * Compares the size that a header declares with that of the file, so that the header alone can be relied on.
 * @param size of the file, bytes
 * @throws as `readIdx`
 */
export function checkIdxSize(header: IdxHeader, packed: boolean, size: number, file: string, most?: number): void {
  const expected = lengthOf(header);
  if (packed) checkInflated(size, expected, most, file);
  else if (size !== expected) throw wrongLength(header, size, file);
}

function lengthOf({ offset, shape }: IdxHeader): number {
  return offset + sizeOf(shape);
}

function wrongLength(header: IdxHeader, found: number, file: string): FlowscopeError {
  const shape = header.shape.join(', ');
  return dataError(file, `should hold ${lengthOf(header)} bytes for its shape (${shape}), found ${found}`);
}

/** Reads the header from the first `IDX_PREFIX` bytes of a file, or from all of it. */
export function readIdxHeader(bytes: Uint8Array, file: string): IdxHeader {
  const start = isGzip(bytes) ? gunzipStart(bytes.subarray(0, IDX_PREFIX), file) : bytes;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (start.length < 4 || view.getUint16(0) !== 0)
    throw dataError(file, 'is not an IDX file: it does not begin with two zeros');
  if (view.getUint8(2) !== 8) {
    throw dataError(
      file,
      `has IDX element type 0x${view.getUint8(2).toString(16).padStart(2, '0')}; only unsigned bytes (0x08) are supported`,
    );
  }
  const rank = view.getUint8(3);
  if (rank < 1 || rank > 4) throw dataError(file, `has ${rank} dimensions; images have 3 or 4, labels 1`);
  const offset = 4 + 4 * rank;
  if (start.length < offset) throw dataError(file, 'ends within its header');
  return { shape: Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis)), offset };
}

/**
 * Whether a file is IDX, by its first bytes: two zeros and an element type, or the magic of gzip. Text in a wide encoding
 * may start with zeros too.
 */
export function isIdx(bytes: Uint8Array): boolean {
  const zeros = bytes[0] === 0 && bytes[1] === 0 && bytes[2]! >= 0x08 && bytes[2]! <= 0x0e;
  return zeros || isGzip(bytes);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(bytes: Uint8Array, length: number, file: string): Uint8Array {
  try {
    const content = gunzipSync(bytes, { maxOutputLength: length });
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  } catch (cause) {
    throw dataError(file, 'is a corrupt gzip file, or holds more than its header declares', undefined, cause);
  }
}

/** The beginning of the content: with Z_SYNC_FLUSH a truncated input is not an error. */
function gunzipStart(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw dataError(file, 'is a corrupt gzip file', undefined, cause);
  }
}
