import type { FileHandle } from 'node:fs/promises';
import type { DataAccess } from '../definition.ts';
import { dataError } from './data-error.ts';
import { checkHeld, SIZE_LIMIT } from './held-bytes.ts';
import { openDataFile } from './open-data-file.ts';

/** One read call returns at most 2³¹ − 1 bytes. */
const CHUNK = 2 ** 30;

/** The whole content of a regular file of at most 4 GiB, or `access.most`. Errors as `openDataFile` and `checkHeld`. */
export async function readDataFile(path: string, access: DataAccess): Promise<Uint8Array> {
  const { handle, size } = await openDataFile(path, access);
  try {
    if (size > SIZE_LIMIT) throw dataError(path, `holds ${size} bytes; at most ${SIZE_LIMIT} can be read`);
    checkHeld(size, access.most, path);
    return await readFrom(handle, size, path);
  } finally {
    await handle.close();
  }
}

/**
 * The first `length` bytes (fewer if the file is shorter) and the size of the whole file.
 * @param length bytes, or a function of the size
 */
export async function readDataPrefix(
  path: string,
  access: DataAccess,
  length: number | ((size: number) => number),
): Promise<{ bytes: Uint8Array; size: number }> {
  const { handle, size } = await openDataFile(path, access);
  try {
    const wanted = typeof length === 'number' ? length : length(size);
    return { bytes: await readFrom(handle, Math.min(wanted, size), path), size };
  } finally {
    await handle.close();
  }
}

/**
 * The first and the last `length` bytes of a file, or all of one that has at most `whole` bytes, which must not be less than
 * `length`. Errors as `openDataFile`.
 */
export async function readDataEnds(
  path: string,
  access: DataAccess,
  { length, whole }: { readonly length: number; readonly whole: number },
): Promise<
  | { readonly size: number; readonly all: Uint8Array }
  | { readonly size: number; readonly all: null; readonly start: Uint8Array; readonly end: Uint8Array }
> {
  const { handle, size } = await openDataFile(path, access);
  try {
    if (size <= whole) return { size, all: await readFrom(handle, size, path) };
    const start = await readFrom(handle, length, path);
    return { size, all: null, start, end: await readFrom(handle, length, path, size - length) };
  } finally {
    await handle.close();
  }
}

async function readFrom(handle: FileHandle, size: number, path: string, from = 0): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK, size - at), from + at);
    if (bytesRead === 0) throw dataError(path, 'became shorter while it was read');
    at += bytesRead;
  }
  return bytes;
}
