/**
 * Who trains a run. A process id is never a lock (ids are reused): the lock is SQLite's exclusive file lock on `lease`, which
 * the kernel frees on any death of the holder. `lease.json` beside it only names the holder for messages.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { nodeFileSystem, replaceFile } from './file-system.ts';
import { isJsonObject } from './json.ts';
import { loadSqlite } from './sqlite.ts';

export interface LeaseOwner {
  readonly host: string;
  /** Differs between two boots of a host. */
  readonly bootId: string;
  /** Differs between two holders. */
  readonly instance: string;
  readonly pid: number;
}

export interface Lease {
  readonly owner: LeaseOwner;
  /** Also happens by itself when the process ends, however it ends. */
  release(): void;
}

/** How long a lock attempt waits for probes of `runs`, which hold it for microseconds. Milliseconds. */
const WAIT = 500;
const SQLITE_BUSY = 5;

/**
 * Takes the lease of the run in `directory` for the life of this process.
 * @throws FlowscopeError `run-locked`, naming pid and host of the holder; `unwritable`
 */
export async function acquireLease(directory: string): Promise<Lease> {
  const path = join(directory, 'lease');
  refuseLink(path);
  const database = openLocked(path, directory);
  const owner: LeaseOwner = { host: hostname(), bootId: await bootId(), instance: randomUUID(), pid: process.pid };
  // On a full disk the lock holds all the same; only the message of a second trainer is poorer.
  await replaceFile(nodeFileSystem, ownerPath(directory), `${JSON.stringify(owner)}\n`).catch(() => undefined);
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    process.off('exit', release);
    if (readLeaseOwner(directory)?.instance === owner.instance) rmSync(ownerPath(directory), { force: true });
    database.close();
  };
  // The listener also keeps the connection from being collected, which would free the lock.
  process.on('exit', release);
  return { owner, release };
}

/** Whether a living process holds the lease; never creates a file. */
export function isLeaseHeld(directory: string): boolean {
  const path = join(directory, 'lease');
  if (!existsSync(path)) return false;
  const { DatabaseSync } = loadSqlite();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.exec('PRAGMA busy_timeout = 0; SELECT count(*) FROM sqlite_schema;');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

/** What the last holder wrote about itself; null if nothing readable is there. Not a proof that it lives. */
export function readLeaseOwner(directory: string): LeaseOwner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(ownerPath(directory), 'utf8'));
    if (!isJsonObject(value)) return null;
    const { host, bootId: boot, instance, pid } = value;
    if (typeof host !== 'string' || typeof boot !== 'string' || typeof instance !== 'string') return null;
    return typeof pid === 'number' ? { host, bootId: boot, instance, pid } : null;
  } catch {
    return null;
  }
}

function ownerPath(directory: string): string {
  return join(directory, 'lease.json');
}

function openLocked(path: string, directory: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    // The journal stays in memory: nothing is ever written, and a full disk must not matter.
    database.exec(
      `PRAGMA busy_timeout = ${WAIT}; PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;`,
    );
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw lockedError(directory, error);
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlowscopeError('unwritable', `Cannot lock ${path}: ${reason}.`, {
      file: path,
      cause: error,
      hint: 'The run directory must be writable and on a file system with locks.',
    });
  }
}

function lockedError(directory: string, cause: unknown): FlowscopeError {
  const owner = readLeaseOwner(directory);
  const who = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new FlowscopeError('run-locked', `The run in ${directory} is being trained by ${who}.`, {
    file: directory,
    cause,
    hint: 'Stop that training first (Ctrl-C in its terminal), or start a new run.',
  });
}

function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new FlowscopeError('unwritable', `${path} is a symbolic link.`, { file: path, hint: 'Remove the link.' });
  }
}

function isBusy(error: unknown): boolean {
  // Extended codes carry the primary one in their low byte.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}

async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    // Elsewhere the minute of the boot tells two boots apart.
    return `boot-${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}
