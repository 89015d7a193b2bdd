/** Tables that are read once: into memory, or through the folder of cached rows if they have many numbers. */
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { systemCode } from '../../../errors/system-code.ts';
import type { DataAccess } from '../../definition.ts';
import { mismatch } from '../../files/data-error.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { openCacheFile, writeCacheFile } from '../../stored/cache-file.ts';
import { cachePath, makeRoom, touch } from '../../stored/cache-folder.ts';
import { bytesOf, FLOAT64, floatRows } from '../../stored/float-rows.ts';
import { cacheSettings, heldOfTable } from '../../stored/kept-rows.ts';
import type { Table } from './read-table.ts';
import { parseFacts, type StoredFacts, type StoredTable } from './stored-table.ts';
import type { TableBuilder } from './table-builder.ts';

/** Numbers of a table that is held in memory: 16 MiB. */
const HELD = 2 ** 21;

export interface TableFile {
  readonly table: Table | StoredTable;
  /** SHA-256 of the file. */
  readonly digest: string;
}

export interface TableReader {
  /** The rows so far. */
  readonly rows: Pick<TableBuilder, 'kept' | 'width' | 'build' | 'take' | 'facts'>;
  /** Reads another part of the file; false: there is none. */
  next(): Promise<boolean>;
  /** SHA-256 of the file, after its end. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

export interface TableRequest {
  /** As the user wrote it. */
  readonly path: string;
  /** All that determines the table, beside the content of the file. */
  readonly how: object;
  /** Begins to read the file. */
  readonly open: () => Promise<TableReader>;
}

/**
 * The numbers of a large table are in a cache file afterwards, and the next time they are read from there. Several processes may
 * do this at once: each writes its own file, and the last one stays.
 * @throws the errors of the reader; FlowscopeError `data` or `unwritable` if the table can neither be cached nor held in memory
 */
export async function cachedTable({ path, how, open }: TableRequest, access: DataAccess): Promise<TableFile> {
  const settings = cacheSettings(access);
  const stamps = access.most === undefined ? await dataFileStamps([path], access) : null;
  const cache = stamps && cachePath(settings.folder, fingerprintOf(how, stamps));
  const known = cache === null ? null : await openStored(cache, path, { isNew: access.isCacheNew === true });
  if (known !== null) return known;
  const most = cache === null ? Infinity : Math.min(HELD, settings.held / FLOAT64);
  const attempt = () =>
    using(open, async (reader) => {
      while (reader.rows.kept <= most && (await reader.next()));
      if (cache === null || reader.rows.kept <= most) return inMemory(reader);
      try {
        return await throughCache(cache, path, reader, settings);
      } catch (error) {
        if (!(error instanceof Error) || systemCode(error) === null) throw error;
        return error;
      }
    });
  let found = await attempt();
  // Somebody has emptied the cache meanwhile.
  if (!('digest' in found) && systemCode(found) === 'ENOENT') found = await attempt();
  if ('digest' in found) return found;
  const cause = found;
  return using(open, (reader) => withoutCache(reader, path, access, cause));
}

async function using<T>(open: TableRequest['open'], read: (reader: TableReader) => Promise<T>): Promise<T> {
  const reader = await open();
  try {
    return await read(reader);
  } finally {
    await reader.close();
  }
}

async function inMemory(reader: TableReader): Promise<TableFile> {
  return { table: reader.rows.build(), digest: await reader.digest() };
}

/** @param cause why nothing can be written to the cache: the table must fit into memory */
async function withoutCache(reader: TableReader, path: string, access: DataAccess, cause: Error): Promise<TableFile> {
  const most = heldOfTable(access);
  while (await reader.next()) {
    if (reader.rows.kept * Float32Array.BYTES_PER_ELEMENT <= most) continue;
    const { folder } = cacheSettings(access);
    throw new FlowscopeError(
      'unwritable',
      `the rows of ${path} cannot be cached in ${folder} (${systemCode(cause)}), and are too many to be held in memory`,
      {
        hint: 'make room in this folder and let it be writable, or set "limit" to read fewer rows',
        file: folder,
        cause,
      },
    );
  }
  return inMemory(reader);
}

async function throughCache(
  cache: string,
  path: string,
  reader: TableReader,
  { folder, most }: { readonly folder: string; readonly most: number },
): Promise<TableFile> {
  const { rows } = reader;
  await makeRoom(folder, 0, most);
  let size = 0;
  await writeCacheFile(cache, rows.width * FLOAT64, async (append) => {
    do {
      const bytes = bytesOf(rows.take());
      size += bytes.length;
      if (size > most) {
        const message = `has more than ${most} bytes of numbers, which is all that can be cached`;
        throw mismatch(path, message, 'set "limit" to read fewer rows', { key: 'limit' });
      }
      await append(bytes);
    } while (await reader.next());
    const facts: StoredFacts = { ...rows.facts(), digest: await reader.digest() };
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
