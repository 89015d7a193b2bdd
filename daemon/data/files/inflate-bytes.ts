import * as zlib from 'node:zlib';
import { gunzipSync, type InputType } from 'node:zlib';
import type { DataAccess } from '../definition.ts';
import { checkHeld, SIZE_LIMIT } from './held-bytes.ts';
import { corruptPacking, noZstd, packingOf } from './packing.ts';
import { readDataFile } from './read-data-file.ts';

/** The whole content of a file, inflated if it is compressed. Errors as `readDataFile` and `inflateBytes`. */
export async function readDataContent(path: string, access: DataAccess): Promise<Uint8Array> {
  return inflateBytes(await readDataFile(path, access), path, access.most);
}

/**
 * @param most bytes of the content; undefined: 4 GiB
 * @throws FlowscopeError `data` if a compressed file is damaged, or this Node.js cannot inflate it; or as `checkHeld`
 */
export function inflateBytes(bytes: Uint8Array, path: string, most?: number): Uint8Array {
  const packing = packingOf(bytes);
  if (packing === null) return bytes;
  const maxOutputLength = Math.min(most ?? SIZE_LIMIT, SIZE_LIMIT);
  try {
    return packing === 'gzip' ? gunzipSync(bytes, { maxOutputLength }) : zstdSync(bytes, maxOutputLength, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      checkHeld(maxOutputLength + 1, most, path);
    }
    throw corruptPacking(error, packing, path);
  }
}

function zstdSync(bytes: InputType, maxOutputLength: number, path: string): Uint8Array {
  if (typeof zlib.zstdDecompressSync !== 'function') throw noZstd(path);
  return zlib.zstdDecompressSync(bytes, { maxOutputLength });
}
