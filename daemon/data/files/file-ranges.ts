/** Files of which parts are read in any order. */
import { createHash } from 'node:crypto';
import type { DataAccess } from '../definition.ts';
import { changeCheck } from './change-check.ts';
import { dataError } from './data-error.ts';
import { checkHeld } from './held-bytes.ts';
import { openDataFile } from './open-data-file.ts';

/** Bytes that are hashed at once: 4 MiB. */
const PIECE = 2 ** 22;

export interface FileRanges {
  readonly size: number;
  /**
   * Bytes from … to − 1, which the caller owns.
   * @param into room for them, if there is some already @throws FlowscopeError `data` if the file is shorter
   */
  read(from: number, to: number, into?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** SHA-256 of the file. @throws FlowscopeError `data` if it was written to since it was opened */
  digest(): Promise<string>;
  close(): Promise<void>;
}

/** @throws FlowscopeError as `openDataFile`, and as `checkHeld` */
export async function openFileRanges(path: string, access: DataAccess): Promise<FileRanges> {
  const { handle, size } = await openDataFile(path, access);
  let done = 0;
  const read = async (from: number, to: number, into?: Uint8Array<ArrayBuffer>) => {
    access.signal?.throwIfAborted();
    if (!(from >= 0 && from <= to && to <= size))
      throw dataError(path, 'ends before its content does', 'write it again');
    const bytes = into?.subarray(0, to - from) ?? new Uint8Array(to - from);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
      if (bytesRead === 0) throw dataError(path, 'became shorter while it was read');
      at += bytesRead;
    }
    return bytes;
  };
  try {
    checkHeld(size, access.most, path);
    const unchanged = await changeCheck(handle, path);
    return {
      size,
      async read(from, to, into) {
        const bytes = await read(from, to, into);
        // A few bytes are read twice.
        done = Math.min(size, done + bytes.length);
        if (size > PIECE) access.onProgress?.({ what: 'reading-data', done, total: size });
        return bytes;
      },
      async digest() {
        const hash = createHash('sha256');
        const piece = new Uint8Array(Math.min(size, PIECE));
        for (let at = 0; at < size; at += PIECE) hash.update(await read(at, Math.min(size, at + PIECE), piece));
        await unchanged();
        return hash.digest('hex');
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
