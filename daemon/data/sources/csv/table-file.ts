/** Reads the file of a table. */
import { createHash } from 'node:crypto';
import type { DataAccess } from '../../definition.ts';
import { type ChunkOptions, dataChunks } from '../../files/data-chunks.ts';
import { cachedTable, type TableFile, type TableReader } from './cached-table.ts';
import type { Table, TableOptions } from './read-table.ts';
import { tableBuilder } from './table-builder.ts';

/** Changes when the same file would be read in another way. */
const VERSION = 5;

/**
 * Reads a CSV or TSV file, which may be compressed with gzip or zstd, once: the numbers of a large table are then in a cache
 * file, and the next time they are read from there.
 * @throws FlowscopeError as `dataChunks` and `readTable`
 */
export async function readTableFile(path: string, access: DataAccess, options: TableOptions): Promise<TableFile> {
  const how = { table: VERSION, ...options };
  return cachedTable({ path, how, open: async () => readerOf(path, access, options) }, access);
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

function readerOf(path: string, access: DataAccess, options: TableOptions): TableReader {
  const builder = tableBuilder(path, options);
  const hash = createHash('sha256');
  const chunks = dataChunks(path, access, { onBytes: (bytes) => void hash.update(bytes), reuses: true });
  let waiting: Uint8Array | null = null;
  let ended = false;
  let following: ReturnType<typeof chunks.next> | null = null;
  return {
    rows: builder,
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
    digest: async () => hash.digest('hex'),
    close: async () => void (await chunks.return(undefined)),
  };
}
