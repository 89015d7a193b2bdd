/** Reads data files piece by piece, inflated if they are compressed. */
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import type { DataAccess } from '../definition.ts';
import { dataError } from './data-error.ts';
import { checkHeld } from './held-bytes.ts';
import { openDataFile } from './open-data-file.ts';

/** Bytes that are read at once, and least bytes of a piece but the last: 4 MiB. */
const PIECE = 2 ** 22;

/** How a file is compressed, from its first bytes. */
export type Packing = 'gzip' | 'zstd' | null;

export function packingOf(start: Uint8Array): Packing {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd ? 'zstd' : null;
}

/**
 * The content of a file in pieces of 4 MiB or more, but the last one; the caller owns them.
 * @param onBytes receives all bytes as they are in the file
 * @throws FlowscopeError as `openDataFile`; `data` if a compressed file is damaged, or this Node.js cannot inflate it;
 *   `needs-trust` if it has more bytes than `access.most`
 */
export async function* dataChunks(
  path: string,
  access: DataAccess,
  onBytes: (bytes: Uint8Array) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const { handle, size } = await openDataFile(path, access);
  try {
    checkHeld(size, access.most, path);
    const stored = async function* () {
      for (let at = 0; at < size; ) {
        access.signal?.throwIfAborted();
        const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, size - at));
        const { bytesRead } = await handle.read(piece, 0, piece.length, at);
        if (bytesRead === 0) throw dataError(path, 'became shorter while it was read');
        at += bytesRead;
        onBytes(piece.subarray(0, bytesRead));
        yield piece.subarray(0, bytesRead);
      }
    };
    const start = Buffer.alloc(4);
    await handle.read(start, 0, start.length, 0);
    const packing = packingOf(start);
    yield* packing === null ? stored() : inflated(stored(), packing, path, access.most);
  } finally {
    await handle.close();
  }
}

async function* inflated(
  packed: AsyncIterable<Buffer>,
  packing: 'gzip' | 'zstd',
  path: string,
  most: number | undefined,
): AsyncGenerator<Uint8Array> {
  const inflate = packing === 'gzip' ? zlib.createGunzip({ chunkSize: 2 ** 18 }) : zstdStream(path);
  const source = Readable.from(packed, { objectMode: false });
  // Errors of the file arrive where the inflated bytes are read.
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  let waiting: Buffer[] = [];
  let bytes = 0;
  let total = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      waiting.push(chunk);
      bytes += chunk.length;
      total += chunk.length;
      checkHeld(total, most, path);
      if (bytes < PIECE) continue;
      yield Buffer.concat(waiting);
      [waiting, bytes] = [[], 0];
    }
    if (bytes > 0) yield Buffer.concat(waiting);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_') && !code.startsWith('ZSTD_')) throw error;
    throw dataError(path, `is a corrupt ${packing} file`, 'compress it again, or use the file as it was before', error);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

/** Node.js has zstd since 22.15. */
function zstdStream(path: string): zlib.ZstdDecompress {
  if (typeof zlib.createZstdDecompress === 'function') return zlib.createZstdDecompress();
  throw dataError(
    path,
    `is compressed with zstd, which Node.js ${process.versions.node} cannot read`,
    `use Node.js 22.15 or later, or decompress the file: zstd -d ${path}`,
  );
}
