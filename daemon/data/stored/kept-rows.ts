/** Caches rows that take long to make, or too much memory to hold, in a file of the state folder. */
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { systemError } from '../../errors/system-error.ts';
import { defaultStateFolder } from '../../folders/default-state-folder.ts';
import type { CacheSettings, DataAccess } from '../definition.ts';
import { type AppendRows, openCacheFile, writeCacheFile } from './cache-file.ts';
import { cachePath, makeRoom, touch } from './cache-folder.ts';
import { type RowStore, rowRange } from './row-store.ts';

/** Rows are held in memory if they take at most this many bytes: 256 MiB. */
const HELD = 2 ** 28;

/** Tables are held in memory, as float32 numbers, if they take at most this share of it. */
const TABLE_SHARE = 1 / 8;

/** Bytes of a table that are held in memory; of little memory, 256 MiB are. */
export function heldOfTable({ cache }: DataAccess): number {
  // Absent, or an absurd number, without a limit.
  const limit = process.constrainedMemory() || Infinity;
  return cache?.held ?? Math.max(HELD, TABLE_SHARE * Math.min(totalmem(), limit));
}

/** Files are large from here on: 16 MiB. */
const LARGE = 2 ** 24;

/** Bytes of all cached rows: 32 GiB. */
const MOST = 2 ** 35;

/** The settings of `access`, or the defaults of this machine. */
export function cacheSettings({ cache }: DataAccess): CacheSettings {
  return { folder: join(defaultStateFolder(), 'rows'), held: HELD, most: MOST, large: LARGE, ...cache };
}

export interface RowMaker {
  /** Names the rows: a hash of everything that determines them. */
  readonly key: string;
  /** Bytes of a row. */
  readonly width: number;
  /** Upper bound on the number of rows. */
  readonly count: number;
  /** Path of the data as the user wrote it, for messages. */
  readonly file: string;
  /** Appends all rows in order, and returns what to keep with them, as JSON. */
  readonly produce: (append: AppendRows) => Promise<unknown>;
}

export interface KeepOptions {
  /** Whether the facts of a file have the format that this version writes. */
  readonly isCurrent: (facts: unknown) => boolean;
  /** Whether rows that are held in memory are written, too, since they take long to make. */
  readonly keepsSmall: boolean;
}

export interface KeptRows {
  /** In memory if they are few. */
  readonly rows: Uint8Array | RowStore;
  readonly count: number;
  readonly facts: unknown;
}

/**
 * The rows of an intact file that was written before, or new ones. Rows that are held in memory need no file: if none
 * can be written, they are made again next time. Several processes may do this at once: each writes to its own file,
 * and the last one stays.
 * @throws the errors of `produce`; FlowscopeError `data` if the rows are too many to be kept, or as `systemError`
 */
export async function keptRows(
  { key, width, count, file, produce }: RowMaker,
  access: DataAccess,
  { isCurrent, keepsSmall }: KeepOptions,
): Promise<KeptRows> {
  const settings = cacheSettings(access);
  const path = cachePath(settings.folder, key);
  const find = async (): Promise<KeptRows | null> => {
    const found = openCacheFile(path);
    if (found === null || found.store.width !== width || !isCurrent(found.facts)) return null;
    await touch(path);
    return { rows: held(found.store, settings), count: found.store.count, facts: found.facts };
  };
  const size = width * count;
  if (size <= settings.held && !keepsSmall) {
    const { rows, facts } = await inMemory(produce, size);
    return { rows, count: rows.length / width, facts };
  }
  const known = await find();
  if (known !== null) return known;
  if (size > settings.most) {
    throw new FlowscopeError('data', `${file}: the rows take ${size} bytes; at most ${settings.most} can be cached`, {
      hint: 'choose smaller images, or set "limit"',
      file,
    });
  }
  if (size <= settings.held) {
    const { rows, facts } = await inMemory(produce, size);
    await makeRoom(settings.folder, size, settings.most)
      .then(() =>
        writeCacheFile(path, width, async (append) => {
          await append(rows);
          return facts;
        }),
      )
      .catch(() => {});
    return { rows, count: rows.length / width, facts };
  }
  try {
    await makeRoom(settings.folder, size, settings.most);
    await writeCacheFile(path, width, produce);
  } catch (error) {
    // Another process may have been faster: on Windows a file that it reads cannot be replaced.
    const other = await find();
    if (other !== null) return other;
    const code = systemCode(error);
    if (code === null) throw error;
    throw (
      systemError(error) ??
      new FlowscopeError('unwritable', `the rows of ${file} cannot be cached in ${settings.folder} (${code})`, {
        hint: 'make this folder writable, or set "limit": rows of up to 256 MiB are held in memory',
        file: settings.folder,
        cause: error,
      })
    );
  }
  const written = await find();
  if (written === null)
    throw new FlowscopeError('data', `${path}: the rows of ${file} cannot be read back from the cache`, { file });
  return written;
}

/** All rows if they are few: training reads them faster. */
function held(store: RowStore, settings: CacheSettings): Uint8Array | RowStore {
  if (store.count * store.width > settings.held) return store;
  const rows = store.take(rowRange(0, store.count));
  return rows instanceof Uint8Array ? rows : Uint8Array.from(rows);
}

async function inMemory(
  produce: RowMaker['produce'],
  size: number,
): Promise<{ readonly rows: Uint8Array; readonly facts: unknown }> {
  const all = new Uint8Array(size);
  let at = 0;
  const facts = await produce(async (rows) => {
    all.set(rows, at);
    at += rows.length;
  });
  return { rows: all.subarray(0, at), facts };
}
