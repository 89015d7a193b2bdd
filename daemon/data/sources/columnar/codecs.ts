/** Codecs of Parquet and Arrow files: those of Node.js, which are faster, where it has them. */
import * as zlib from 'node:zlib';
import { compressors, decompressZstd } from 'hyparquet-compressors';

/** Node.js has zstd since 22.15. @param size of the result, if it is known @returns bytes that nothing else shares */
export function inflateZstd(packed: Uint8Array, size?: number): Uint8Array {
  if (typeof zlib.zstdDecompressSync !== 'function') return decompressZstd(packed);
  return owned(zlib.zstdDecompressSync(packed, size === undefined ? {} : sized(size)));
}

export const pageCodecs: typeof compressors = {
  ...compressors,
  ZSTD: inflateZstd,
  GZIP: (packed, size) => owned(zlib.gunzipSync(packed, sized(size))),
  BROTLI: (packed, size) => owned(zlib.brotliDecompressSync(packed, sized(size))),
};

/** Bytes by which a buffer is longer than what goes into it, so that it is never full and no other one is made. */
const SPARE = 64;

/** One buffer instead of many that are joined, and no more than was announced. */
function sized(size: number): { readonly chunkSize: number; readonly maxOutputLength: number } {
  return { chunkSize: size + SPARE, maxOutputLength: Math.max(1, size) };
}

/** Small buffers of Node.js share memory, which must not be freed with one of them. */
function owned(bytes: Buffer): Uint8Array {
  return bytes.buffer.byteLength - bytes.length <= SPARE ? bytes : new Uint8Array(bytes);
}
