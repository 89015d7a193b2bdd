/** Entries of ZIP archives that are too large to be read at once. */
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { dataError } from '../files/data-error.ts';
import type { FileRanges } from '../files/file-ranges.ts';
import { checkInflated } from '../files/held-bytes.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Bytes at the end of an archive that have the directory of a few entries and a comment. */
const END = 2 ** 17;
/** Bytes that are read at once: 4 MiB. */
const PIECE = 2 ** 22;

/** @throws FlowscopeError as `readZipDirectory` */
export async function zipEntries(zip: FileRanges, file: string, limit: number): Promise<ZipEntry[]> {
  const from = Math.max(0, zip.size - END);
  return readZipDirectory(await zip.read(from, zip.size), file, limit, from);
}

/** Where the bytes of an entry begin. @throws FlowscopeError `data` */
export async function contentStart(zip: FileRanges, { offset, name, compressedSize }: ZipEntry, file: string) {
  const torn = () => dataError(file, `has a truncated entry '${name}'`);
  if (offset + 30 > zip.size) throw torn();
  const view = new DataView((await zip.read(offset, offset + 30)).buffer);
  if (view.getUint32(0, true) !== 0x04034b50) throw torn();
  const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + compressedSize > zip.size) throw torn();
  return start;
}

/**
 * The content of an entry, inflated if it is compressed, in pieces.
 * @throws FlowscopeError `data` if it is damaged: then after its last piece
 */
export async function* entryChunks(zip: FileRanges, entry: ZipEntry, file: string): AsyncGenerator<Uint8Array> {
  const { name, method, size, crc, compressedSize } = entry;
  if (method !== 0 && method !== 8) {
    throw dataError(file, `compresses '${name}' by ZIP method ${method}; supported are 0 and 8`);
  }
  checkInflated(compressedSize, size, undefined, `${file} (${name})`);
  const start = await contentStart(zip, entry, file);
  const stored = async function* () {
    const end = start + compressedSize;
    for (let at = start; at < end; at += PIECE) yield await zip.read(at, Math.min(end, at + PIECE));
  };
  let [total, sum] = [0, 0];
  const corrupt = (cause?: unknown) =>
    dataError(file, `has a corrupt entry '${name}': its length or checksum is wrong`, undefined, cause);
  for await (const bytes of method === 0 ? stored() : inflated(stored(), corrupt)) {
    total += bytes.length;
    sum = crc32(bytes, sum);
    if (total > size) throw corrupt();
    yield bytes;
  }
  if (total !== size || sum !== crc) throw corrupt();
}

async function* inflated(packed: AsyncIterable<Uint8Array>, corrupt: (cause: unknown) => Error) {
  const inflate = createInflateRaw({ chunkSize: 2 ** 20 });
  const source = Readable.from(packed, { objectMode: false });
  // Errors of the file arrive where the inflated bytes are read.
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    for await (const bytes of inflate as AsyncIterable<Buffer>) yield bytes;
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_') ? corrupt(error) : error;
  } finally {
    source.destroy();
    inflate.destroy();
  }
}
