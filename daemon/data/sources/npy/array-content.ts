/** Where the bytes of an array are: in a separate file, or in an archive. */
import type { DataAccess } from '../../definition.ts';
import { type FileRanges, openFileRanges } from '../../files/file-ranges.ts';
import { isNpy, isZip } from '../../files/read-array.ts';
import { HEADER_BYTES } from '../../formats/npy-header.ts';
import { ENTRY_LIMIT, namedEntry } from '../../formats/npz.ts';
import { contentStart, entryChunks, zipEntries } from '../../formats/zip-content.ts';

/** Bytes that are read at once: 4 MiB. */
const PIECE = 2 ** 22;

export interface ArrayContent {
  /** For messages. */
  readonly name: string;
  /** The first bytes, which have the header. */
  readonly start: Uint8Array;
  readonly size: number;
  /** The place of the first byte in the file; null: they are compressed. */
  readonly offset: number | null;
  chunks(): AsyncGenerator<Uint8Array>;
  /** The file that has it. */
  readonly file: FileRanges;
}

/**
 * @param array its name in an archive with several
 * @returns null for another kind of file @throws FlowscopeError as `openFileRanges` and `readNpz`
 */
export async function openArrayContent(
  path: string,
  array: string | undefined,
  access: DataAccess,
): Promise<ArrayContent | null> {
  const file = await openFileRanges(path, access);
  try {
    const found = await contentOf(file, path, array);
    if (found !== null) return { ...found, file };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}

async function contentOf(
  file: FileRanges,
  path: string,
  array: string | undefined,
): Promise<Omit<ArrayContent, 'file'> | null> {
  const start = await file.read(0, Math.min(file.size, HEADER_BYTES));
  if (isNpy(start) && array === undefined) {
    return { name: path, start, size: file.size, offset: 0, chunks: () => pieces(file) };
  }
  if (!isZip(start)) return null;
  const entry = namedEntry(await zipEntries(file, path, ENTRY_LIMIT), array, path);
  const name = `${path} (${entry.name})`;
  const chunks = () => entryChunks(file, entry, path);
  if (entry.method === 0) {
    const offset = await contentStart(file, entry, path);
    return {
      name,
      start: await file.read(offset, offset + Math.min(entry.size, HEADER_BYTES)),
      size: entry.size,
      offset,
      chunks,
    };
  }
  for await (const bytes of chunks()) {
    return { name, start: bytes.subarray(0, HEADER_BYTES), size: entry.size, offset: null, chunks };
  }
  return null;
}

async function* pieces(file: FileRanges): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += PIECE) yield await file.read(at, Math.min(file.size, at + PIECE));
}
