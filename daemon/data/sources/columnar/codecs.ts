/** Codecs of Parquet and Arrow files: those of Node.js, which are faster, where it has them. */
import * as zlib from 'node:zlib';
import { compressors, decompressZstd } from 'hyparquet-compressors';

/** Node.js has zstd since 22.15. */
export function inflateZstd(packed: Uint8Array): Uint8Array {
  return typeof zlib.zstdDecompressSync === 'function' ? zlib.zstdDecompressSync(packed) : decompressZstd(packed);
}

export const pageCodecs: typeof compressors = {
  ...compressors,
  ZSTD: inflateZstd,
  GZIP: (packed) => zlib.gunzipSync(packed),
  BROTLI: (packed) => zlib.brotliDecompressSync(packed),
};
