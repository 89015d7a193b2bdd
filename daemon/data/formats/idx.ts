import { constants, gunzipSync } from 'node:zlib';
import { sizeOf } from '../../tensor/tensor.ts';
import { dataError } from '../files/data-error.ts';
import { SIZE_LIMIT } from '../files/read-data-file.ts';

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
 * @throws FlowscopeError `data`
 */
export function readIdx(bytes: Uint8Array, file: string): IdxArray {
  const header = readIdxHeader(bytes, file);
  const expected = header.offset + sizeOf(header.shape);
  if (expected > SIZE_LIMIT) throw dataError(file, `declares ${expected} bytes; at most ${SIZE_LIMIT} can be read`);
  const content = isGzip(bytes) ? gunzip(bytes, expected, file) : bytes;
  if (content.length !== expected) {
    throw dataError(
      file,
      `should hold ${expected} bytes for its shape (${header.shape.join(', ')}), found ${content.length}`,
    );
  }
  return { ...header, values: content.subarray(header.offset) };
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

function isGzip(bytes: Uint8Array): boolean {
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
