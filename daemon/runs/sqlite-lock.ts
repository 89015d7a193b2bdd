/**
 * A lock that the kernel frees on any death of its holder: SQLite's exclusive lock on an empty database file. No other code
 * may open the file in the holder's process: on POSIX, closing any descriptor of a file drops the process's locks on it.
 */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isPlainFile } from './run-file.ts';

/** How long an attempt waits for probes, which hold the lock for microseconds. Milliseconds. */
const WAIT = 500;

/** SQLite's primary result codes. */
const BUSY = 5;
/** IOERR (lock calls that fail), PROTOCOL (locking protocol) and NOLFS: what file systems without locks answer. */
const WITHOUT_LOCKS: ReadonlySet<number> = new Set([10, 15, 22]);

export interface FileLock {
  release(): void;
}

/** `unsupported`: the file system has no locks. Other failures (no database, no permission) are thrown. */
export type LockResult = FileLock | 'busy' | 'unsupported';

/** Takes the exclusive lock on `path`, which is created if it is absent. */
export function lockFile(path: string): LockResult {
  const { DatabaseSync } = loadSqlite();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    // The journal stays in memory: nothing is ever written, and a full disk must not matter.
    database.exec(`PRAGMA busy_timeout = ${WAIT}; PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE;`);
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    database?.close();
    const code = primaryCode(error);
    if (code === BUSY) return 'busy';
    if (code !== null && WITHOUT_LOCKS.has(code)) return 'unsupported';
    throw error;
  }
}

/** Whether a living process holds the lock on `path`; never creates a file. */
export function isFileLocked(path: string): boolean {
  // SQLite would wait for a FIFO, and open what a link leads to.
  if (!existsSync(path) || !isPlainFile(path)) return false;
  const { DatabaseSync } = loadSqlite();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.exec('PRAGMA busy_timeout = 0; SELECT count(*) FROM sqlite_schema;');
    return false;
  } catch (error) {
    return primaryCode(error) === BUSY;
  } finally {
    database?.close();
  }
}

function primaryCode(error: unknown): number | null {
  // Extended codes carry the primary one in their low byte.
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}

interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

/**
 * Loads node:sqlite, which Node.js 22 announces as experimental on stderr. Only that one announcement is dropped: the module
 * is used for its file lock alone, and stderr belongs to the command's own messages.
 */
function loadSqlite(): Sqlite {
  const original = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (/sqlite/i.test(String(warning)) && rest.includes('ExperimentalWarning')) return;
    Reflect.apply(original, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = original;
  }
}
