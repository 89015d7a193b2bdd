/**
 * A lock that the kernel frees whenever its holder dies: SQLite's exclusive lock on an empty database file. No other
 * code in the holder's process may open the file: on POSIX, closing any descriptor of a file drops the process's locks
 * on it.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { OwnFile } from '../directory/own-file.ts';
import { isPlainFile } from '../directory/run-file.ts';

/** Milliseconds that an attempt waits for probes, which hold the lock for microseconds. */
const WAIT = 500;

/** SQLite's primary result codes. */
const BUSY = 5;
/** IOERR (failing lock calls), PROTOCOL (locking protocol) and NOLFS: errors on file systems without locks. */
const WITHOUT_LOCKS: ReadonlySet<number> = new Set([10, 15, 22]);

/** The probe of `lacksLocks`, which a killed process leaves behind. */
const PROBE: OwnFile = { folder: null, name: /^\.[0-9a-f-]{36}\.lock-test\.tmp$/ };

/** The lock of a run, and its probe. */
export const LOCK_FILES: readonly OwnFile[] = [{ folder: null, name: /^lease$/ }, PROBE];

export function isLockProbe(name: string): boolean {
  return PROBE.name.test(name);
}

export interface FileLock {
  release(): void;
}

/** `unsupported`: the file system has no locks. Other failures (no database, no permission) are thrown. */
export type LockResult = FileLock | 'busy' | 'unsupported';

/** Takes the exclusive lock on `path`, creating the file if it is absent. */
export function lockFile(path: string): LockResult {
  const result = takeLock(path, WAIT);
  return result === 'busy' && lacksLocks(dirname(path)) ? 'unsupported' : result;
}

/**
 * Whether a live process holds the lock on `path`; never creates a file.
 * @param witness a file beside it that nobody ever locks: if it seems locked too, the file system has no locks
 */
export function isFileLocked(path: string, witness: string | null = null): boolean {
  return seemsLocked(path) && (witness === null || !seemsLocked(witness));
}

function takeLock(path: string, wait: number): LockResult {
  const { DatabaseSync } = loadSqlite();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    // With the journal in memory nothing is ever written, so a full disk does not matter.
    database.exec(`PRAGMA busy_timeout = ${wait}; PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE;`);
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

/**
 * SQLite answers BUSY also where locks do not exist (ENOLCK of some NFS), so a file that nobody else knows is locked: if
 * that is refused too, there are none.
 */
function lacksLocks(folder: string): boolean {
  const probe = join(folder, `.${randomUUID()}.lock-test.tmp`);
  try {
    const result = takeLock(probe, 0);
    if (typeof result === 'string') return true;
    result.release();
    return false;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

function seemsLocked(path: string): boolean {
  // SQLite would block on a FIFO, and follow a link.
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
  // The low byte of an extended code is the primary code.
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}

interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

/**
 * Loads node:sqlite, which Node.js 22 announces as experimental on stderr. Only that warning is suppressed: we use just
 * the module's file lock, and stderr is for the command's own messages.
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
