/** Reads the file of a table: into memory, or through the folder of cached rows if it has many numbers. */
import { createHash } from 'node:crypto';
import { systemCode } from '../../../errors/system-code.ts';
import type { DataAccess } from '../../definition.ts';
import { type ChunkOptions, dataChunks } from '../../files/data-chunks.ts';
import { mismatch } from '../../files/data-error.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import { packingOf } from '../../files/packing.ts';
import { readDataPrefix } from '../../files/read-data-file.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { openCacheFile, writeCacheFile } from '../../stored/cache-file.ts';
import { cachePath, makeRoom, touch } from '../../stored/cache-folder.ts';
import { bytesOf, FLOAT64, floatRows } from '../../stored/float-rows.ts';
import { cacheSettings } from '../../stored/kept-rows.ts';
import type { Table, TableOptions } from './read-table.ts';
import { parseFacts, type StoredFacts, type StoredTable } from './stored-table.ts';
import { type TableBuilder, tableBuilder } from './table-builder.ts';

/** Numbers of a table that is held in memory: 16 MiB. */
const HELD = 2 ** 21;
/** Changes when the same file would be read in another way. */
const VERSION = 2;

export interface TableFile {
  readonly table: Table | StoredTable;
  /** SHA-256 of the file. */
  readonly digest: string;
}

export function isStored(table: Table | StoredTable): table is StoredTable {
  return 'facts' in table;
}

/**
 * Reads a CSV or TSV file, which may be compressed with gzip or zstd, once: the numbers of a large table are then in a cache
 * file, and the next time they are read from there.
 * @throws FlowscopeError as `dataChunks` and `readTable`
 */
export async function readTableFile(path: string, access: DataAccess, options: TableOptions): Promise<TableFile> {
  const settings = cacheSettings(access);
  const stamps = access.most === undefined ? await dataFileStamps([path], access) : null;
  const cache = stamps && cachePath(settings.folder, fingerprintOf({ table: VERSION, ...options }, stamps));
  const known = cache === null ? null : await openStored(cache, path);
  if (known !== null) return known;
  const reading = readerOf(path, access, options);
  try {
    const { builder } = reading;
    const most = cache === null ? Infinity : Math.min(HELD, settings.held / FLOAT64);
    while (builder.kept <= most && (await reading.next()));
    if (cache === null || builder.kept <= most) return { table: builder.build(), digest: reading.digest() };
    try {
      return await throughCache(cache, path, reading, settings);
    } catch (error) {
      if (systemCode(error) === null) throw error;
    }
  } finally {
    await reading.close();
  }
  // Nothing can be written there: the table must fit into memory.
  const again = readerOf(path, access, options);
  try {
    while (await again.next());
    return { table: again.builder.build(), digest: again.digest() };
  } finally {
    await again.close();
  }
}

/** Whether reading a file takes so long that its beginning should do where it can. Errors as `readDataPrefix`. */
export async function largeSize(path: string, access: DataAccess): Promise<boolean> {
  const { bytes, size } = await readDataPrefix(path, access, 4);
  const { large } = cacheSettings(access);
  return size > (packingOf(bytes) === null ? large : large / 4);
}

/**
 * The table of the rows in the first piece, or more, of a file. Of a larger one, at most `access.most` bytes are read.
 * @throws FlowscopeError as `readTableFile`
 */
export async function readTableBeginning(
  path: string,
  access: DataAccess,
  options: TableOptions,
  chunks: Pick<ChunkOptions, 'piece'> = {},
): Promise<Table> {
  const builder = tableBuilder(path, options);
  let waiting: Uint8Array | null = null;
  for await (const bytes of dataChunks(path, access, { ...chunks, isWhole: false })) {
    // A piece is known not to be the last one when there is another.
    if (waiting !== null) builder.push(waiting, false);
    waiting = bytes;
    if (builder.kept > 0) return builder.build();
  }
  builder.push(waiting ?? new Uint8Array(), true);
  return builder.build();
}

interface TableReader {
  readonly builder: TableBuilder;
  /** Passes on another piece of the file; false: there is none. */
  next(): Promise<boolean>;
  /** SHA-256 of the file, after its end. */
  digest(): string;
  close(): Promise<void>;
}

function readerOf(path: string, access: DataAccess, options: TableOptions): TableReader {
  const builder = tableBuilder(path, options);
  const hash = createHash('sha256');
  const chunks = dataChunks(path, access, { onBytes: (bytes) => void hash.update(bytes), reuses: true });
  let waiting: Uint8Array | null = null;
  let ended = false;
  let following: ReturnType<typeof chunks.next> | null = null;
  return {
    builder,
    async next() {
      if (ended) return false;
      // Which one is the last is known when there are no more.
      const { value, done } = await (following ?? chunks.next());
      // The next one is read while this one is parsed; its errors are thrown where it is awaited.
      following = done === true ? null : chunks.next();
      following?.catch(() => {});
      const [bytes, last] = [waiting ?? new Uint8Array(), done === true];
      if (waiting !== null || last) builder.push(bytes, last);
      waiting = value ?? null;
      ended = last;
      return true;
    },
    digest: () => hash.digest('hex'),
    close: async () => void (await chunks.return(undefined)),
  };
}

async function throughCache(
  cache: string,
  path: string,
  reading: TableReader,
  { folder, most }: { readonly folder: string; readonly most: number },
): Promise<TableFile> {
  const { builder } = reading;
  await makeRoom(folder, 0, most);
  let size = 0;
  await writeCacheFile(cache, builder.width * FLOAT64, async (append) => {
    do {
      const bytes = bytesOf(builder.take());
      size += bytes.length;
      if (size > most) {
        const message = `has more than ${most} bytes of numbers, which is all that can be cached`;
        throw mismatch(path, message, 'set "limit" to read fewer rows', { key: 'limit' });
      }
      await append(bytes);
    } while (await reading.next());
    const facts: StoredFacts = { ...builder.facts(), digest: reading.digest() };
    return facts;
  });
  await makeRoom(folder, 0, most);
  const written = await openStored(cache, path, { isNew: true });
  if (written === null) throw new Error(`${cache} was just written, and is not intact`);
  return written;
}

async function openStored(cache: string, path: string, { isNew = false } = {}): Promise<TableFile | null> {
  const found = openCacheFile(cache, { isNew });
  const facts = found && parseFacts(found.facts);
  if (found === null || facts === null) return null;
  await touch(cache);
  return { table: { file: path, facts, store: floatRows(found.store) }, digest: facts.digest };
}
