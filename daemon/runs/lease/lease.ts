/**
 * Determines which process trains a run. A process id would not be a reliable lock, because ids are reused: the kernel
 * locks the file `lease`, and frees it whenever the holder dies. `lease.json` beside it names the holder for messages.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { isPlainFile } from '../directory/run-file.ts';
import { recordPath } from '../directory/run-record.ts';
import { nodeFileSystem, replaceFile } from '../file-system.ts';
import { hasHeartbeat, startHeartbeat } from './heartbeat.ts';
import { heartbeatCheck, lockCheck } from './lease-check.ts';
import { bootId, LEASE_OWNER_FILE, type LeaseOwner, leaseOwnerPath, readLeaseOwner } from './lease-owner.ts';
import { type FileLock, isFileLocked, LOCK_FILES, type LockResult, lockFile } from './sqlite-lock.ts';

export interface Lease {
  readonly owner: LeaseOwner;
  /**
   * Call it before each write to the run directory.
   * @throws FlowscopeError `lease-lost`: another process trains the run, or the lock no longer protects it; from then on
   * always. `unwritable`: it cannot be told at the moment
   */
  confirm(): void;
  /** Also happens automatically when the process ends for any reason. */
  release(): void;
}

/** The files of a lease in a run directory. */
export const LEASE_FILES: readonly OwnFile[] = [LEASE_OWNER_FILE, ...LOCK_FILES];

export interface LeaseOptions {
  /** On file systems without locks: take the lease although its holder seems alive. Locks cannot be taken over. */
  readonly takeOver?: boolean;
  readonly lock?: (path: string) => LockResult;
}

/**
 * Takes the lease of the run in `directory` for the lifetime of this process.
 * @throws FlowscopeError `run-locked`, naming pid and host of the holder; `unwritable`
 */
export async function acquireLease(directory: string, options: LeaseOptions = {}): Promise<Lease> {
  const { takeOver = false, lock = lockFile } = options;
  const path = join(directory, 'lease');
  const result = tryLock(path, lock);
  if (result === 'busy') throw lockedError(directory, false);
  const heartbeat = result === 'unsupported';
  // A holder on a machine that cannot lock this file system.
  if (typeof result !== 'string' && !takeOver && hasHeartbeat(directory)) {
    result.release();
    throw lockedError(directory, true);
  }
  const owner = { host: hostname(), bootId: await bootId(), instance: randomUUID(), pid: process.pid, heartbeat };
  const held: FileLock[] = [];
  if (heartbeat) {
    const started = await startHeartbeat(directory, owner, takeOver);
    if (started === 'busy') throw lockedError(directory, true);
    held.push(started);
  } else {
    held.push(result);
    // The lock works on a full disk too; a second trainer only gets a less specific message.
    await replaceFile(nodeFileSystem, leaseOwnerPath(directory), `${JSON.stringify(owner)}\n`).catch(() => undefined);
  }
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    process.off('exit', release);
    if (readLeaseOwner(directory)?.instance === owner.instance) rmSync(leaseOwnerPath(directory), { force: true });
    for (const own of held.splice(0)) own.release();
  };
  const relock = () => {
    const renewed = attemptLock(path, lock);
    if (renewed !== null) held.push(renewed);
    return renewed !== null;
  };
  const confirm = heartbeat
    ? heartbeatCheck(directory, owner.instance)
    : lockCheck(directory, { path, instance: owner.instance, relock });
  // The listener also keeps the lock's database connection from being garbage collected, which would free the lock.
  process.on('exit', release);
  return { owner, confirm, release };
}

/** Whether a live process holds the lease; never creates a file. */
export function isLeaseHeld(directory: string): boolean {
  return isFileLocked(join(directory, 'lease'), recordPath(directory)) || hasHeartbeat(directory);
}

function tryLock(path: string, lock: (path: string) => LockResult): LockResult {
  try {
    // SQLite would follow a link, and block on a FIFO.
    if (!isPlainFile(path)) {
      throw new FlowscopeError('unwritable', `${path} is not a regular file.`, {
        file: path,
        hint: 'Flowscope never locks such a file. Remove it: the next resume creates it again.',
      });
    }
    return lock(path);
  } catch (error) {
    if (error instanceof FlowscopeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlowscopeError('unwritable', `Cannot lock ${path}: ${reason}.`, {
      file: path,
      cause: error,
      hint: 'The run directory must be writable. If another program has changed this file, start a new run.',
    });
  }
}

/** The lock on a new file in the place of one that was removed; null if that is not possible. */
function attemptLock(path: string, lock: (path: string) => LockResult): FileLock | null {
  try {
    const result = tryLock(path, lock);
    return typeof result === 'string' ? null : result;
  } catch {
    return null;
  }
}

function lockedError(directory: string, heartbeat: boolean): FlowscopeError {
  const owner = readLeaseOwner(directory);
  const who = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  const kill = owner === null ? '' : ` or \`kill ${owner.pid}\``;
  const stop = `Stop that run first (Ctrl-C in its terminal${kill}), or start a new run.`;
  return new FlowscopeError('run-locked', `The run in ${directory} is being trained by ${who}.`, {
    file: directory,
    hint: heartbeat
      ? `${stop} This file system has no locks: if that process is dead, wait a minute and try again.`
      : stop,
  });
}
