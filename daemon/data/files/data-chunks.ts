/** Reads data files piece by piece, inflated if they are compressed. */
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import type { DataAccess } from '../definition.ts';
import { changeCheck } from './change-check.ts';
import { dataError } from './data-error.ts';
import { checkHeld } from './held-bytes.ts';
import { openDataFile } from './open-data-file.ts';
import { corruptPacking, noZstd, packingOf } from './packing.ts';

/** Bytes that are read at once, and least bytes of a piece but the last, unless others are asked for: 4 MiB. */
const PIECE = 2 ** 22;

/** Pieces that are read in turn: one is read while another is used, and a third one may wait. */
const REUSED = 3;

export interface ChunkOptions {
  /** Receives all bytes as they are in the file. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  readonly piece?: number;
  /** Whether all of it will be read, which may be too much. Default: true. */
  readonly isWhole?: boolean;
  /** Whether a piece may be overwritten once the third one after it is requested. Default: false. */
  readonly reuses?: boolean;
}

/**
 * The content of a file in pieces of 4 MiB or more, but the last one; the caller owns them.
 * @throws FlowscopeError as `openDataFile`; `data` if a compressed file is damaged, or this Node.js cannot inflate it;
 *   `needs-trust` if it has more bytes than `access.most`; `data` if the file changes before its end is read
 */
export async function* dataChunks(
  path: string,
  access: DataAccess,
  { onBytes = () => {}, piece: least = PIECE, isWhole = true, reuses = false }: ChunkOptions = {},
): AsyncGenerator<Uint8Array> {
  const { handle, size } = await openDataFile(path, access);
  try {
    const unchanged = await changeCheck(handle, path);
    if (isWhole) checkHeld(size, access.most, path);
    const stored = async function* () {
      const used: Buffer[] = [];
      for (let at = 0; at < size; ) {
        access.signal?.throwIfAborted();
        const own = used.length < REUSED ? null : used.shift()!;
        const piece = own?.subarray(0, size - at) ?? Buffer.allocUnsafeSlow(Math.min(least, size - at));
        if (reuses) used.push(own ?? piece);
        const { bytesRead } = await handle.read(piece, 0, piece.length, at);
        if (bytesRead === 0) throw dataError(path, 'became shorter while it was read');
        at += bytesRead;
        onBytes(piece.subarray(0, bytesRead));
        if (isWhole && size > least) access.onProgress?.({ what: 'reading-data', done: at, total: size });
        if (at === size) await unchanged();
        yield piece.subarray(0, bytesRead);
      }
    };
    const start = Buffer.alloc(4);
    await handle.read(start, 0, start.length, 0);
    const packing = packingOf(start);
    yield* packing === null ? stored() : inflated(stored(), packing, { path, most: access.most, least });
  } finally {
    await handle.close();
  }
}

async function* inflated(
  packed: AsyncIterable<Buffer>,
  packing: 'gzip' | 'zstd',
  { path, most, least }: { readonly path: string; readonly most: number | undefined; readonly least: number },
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
      if (bytes < least) continue;
      yield Buffer.concat(waiting);
      [waiting, bytes] = [[], 0];
    }
    if (bytes > 0) yield Buffer.concat(waiting);
  } catch (error) {
    throw corruptPacking(error, packing, path);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

function zstdStream(path: string): zlib.ZstdDecompress {
  if (typeof zlib.createZstdDecompress === 'function') return zlib.createZstdDecompress();
  throw noZstd(path);
}
