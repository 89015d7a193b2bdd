/**
 * A file of rows of equal length: the rows, then a description as JSON with the checksums of blocks of the rows, then its
 * length, its checksum and a magic number. The description comes last since the number of rows is known only then.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { temporaryPath } from './cache-folder.ts';
import { fileRows, readInto } from './file-rows.ts';
import type { RowStore } from './row-store.ts';

const MARK = Buffer.from('FLOWROW1', 'latin1');
const TRAILER = 4 + 4 + MARK.length;

/** Bytes of rows for each checksum. */
const BLOCK = 2 ** 20;

/** Names of a million skipped files. */
const MAX_DESCRIPTION = 2 ** 28;

const descriptionSchema = z.strictObject({
  kind: z.literal('uint8'),
  count: z.int().min(0),
  width: z.int().min(1),
  /** Facts about the rows, from the code that wrote them. */
  facts: z.unknown(),
  checksums: z.array(z.int()),
});

export interface CachedRows {
  readonly store: RowStore;
  /** As they were returned when the rows were written; to be parsed. */
  readonly facts: unknown;
}

/** Appends whole rows. */
export type AppendRows = (rows: Uint8Array) => Promise<void>;

/**
 * Writes a temporary file and renames it, so that a reader sees all of it or nothing.
 * @param path of a folder that exists @param width bytes of a row
 * @param produce appends all rows and returns the facts to keep with them, as JSON
 * @throws the errors of `produce` and of the file system; nothing is left then
 */
export async function writeCacheFile(
  path: string,
  width: number,
  produce: (append: AppendRows) => Promise<unknown>,
): Promise<void> {
  const temporary = temporaryPath(path);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    try {
      await writeContent(handle, width, produce);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeContent(
  handle: FileHandle,
  width: number,
  produce: (append: AppendRows) => Promise<unknown>,
): Promise<void> {
  // One is filled while the other is written.
  let [block, other] = [Buffer.alloc(BLOCK), Buffer.alloc(BLOCK)];
  const checksums: number[] = [];
  let filled = 0;
  let total = 0;
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    if (filled === 0) return;
    const bytes = block.subarray(0, filled);
    checksums.push(crc32(bytes));
    await writing;
    writing = handle.writeFile(bytes);
    // The error is thrown where this is awaited.
    writing.catch(() => {});
    [block, other] = [other, block];
    filled = 0;
  };
  const facts = await produce(async (rows) => {
    for (let at = 0; at < rows.length; ) {
      const taken = Math.min(BLOCK - filled, rows.length - at);
      block.set(rows.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === BLOCK) await flush();
    }
    total += rows.length;
  });
  await flush();
  await writing;
  if (total % width !== 0) throw new Error(`${total} bytes are not whole rows of ${width}`);
  const description = Buffer.from(JSON.stringify({ kind: 'uint8', count: total / width, width, facts, checksums }));
  const trailer = Buffer.alloc(TRAILER);
  trailer.writeUInt32LE(description.length, 0);
  trailer.writeUInt32LE(crc32(description), 4);
  MARK.copy(trailer, 8);
  await handle.writeFile(Buffer.concat([description, trailer]));
}

/**
 * Opens a file after all of it was compared with its checksums; null if there is none, or it is damaged. It stays open,
 * and can be read even after it was deleted, until the store is no longer used.
 * @param isNew this process has just written it: what the system holds of it needs no comparison
 */
export function openCacheFile(path: string, { isNew = false } = {}): CachedRows | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const description = readDescription(file);
    if (description !== null && (isNew || isIntact(file, description))) {
      const { count, width, facts } = description;
      const store = fileRows(file, { count, width, offset: 0 }, (cause) => unreadable(path, cause));
      // Copies of the store share its function.
      CLOSING.register(store.take, file);
      return { store, facts };
    }
  } catch {
    // For example, the disk reports an error. The rows are made again.
  }
  closeSync(file);
  return null;
}

/** The facts of a file, without looking at its rows; null if there is none, or its description is damaged. To be parsed. */
export function readCacheFacts(path: string): unknown {
  try {
    const file = openSync(path, 'r');
    try {
      return readDescription(file)?.facts ?? null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

const CLOSING = new FinalizationRegistry<number>((file) => closeSync(file));

type Description = z.infer<typeof descriptionSchema>;

function readDescription(file: number): Description | null {
  const { size } = fstatSync(file);
  if (size < TRAILER) return null;
  const trailer = readAt(file, size - TRAILER, TRAILER);
  const length = trailer.readUInt32LE(0);
  if (!trailer.subarray(8).equals(MARK) || length > MAX_DESCRIPTION || length > size - TRAILER) return null;
  const text = readAt(file, size - TRAILER - length, length);
  if (crc32(text) !== trailer.readUInt32LE(4)) return null;
  const parsed = descriptionSchema.safeParse(JSON.parse(text.toString()));
  if (!parsed.success) return null;
  const { count, width } = parsed.data;
  return count * width === size - TRAILER - length ? parsed.data : null;
}

function isIntact(file: number, { count, width, checksums }: Description): boolean {
  const size = count * width;
  if (checksums.length !== Math.ceil(size / BLOCK)) return false;
  const bytes = Buffer.allocUnsafeSlow(Math.min(BLOCK, size));
  return checksums.every((checksum, block) => {
    const from = block * BLOCK;
    const part = bytes.subarray(0, Math.min(BLOCK, size - from));
    readInto(file, part, from);
    return crc32(part) === checksum;
  });
}

function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readInto(file, bytes, from);
  return bytes;
}

function unreadable(path: string, cause: unknown): FlowscopeError {
  return new FlowscopeError('data', `${path}: the cached rows cannot be read`, {
    file: path,
    hint: 'delete the file: it is written again from the data',
    cause,
  });
}
