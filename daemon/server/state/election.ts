/**
 * Ensures at most one daemon per state folder. A process id would not be a reliable lock: the daemon is whichever
 * process holds the kernel's lock on `daemon.lock`, which is freed whenever that process dies.
 */

import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Discovery } from '../../../protocol/discovery.ts';
import { findDaemon } from '../../client/find-daemon.ts';
import { readDiscovery } from '../../client/read-discovery.ts';
import type { StatePaths } from '../../client/state-folder.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { hasHeartbeat, startHeartbeat } from '../../runs/lease/heartbeat.ts';
import { bootId, leaseOwnerPath, readLeaseOwner } from '../../runs/lease/lease-owner.ts';
import { isFileLocked, type LockResult, lockFile } from '../../runs/lease/sqlite-lock.ts';
import { isEnding } from './ending.ts';
import { type HeldLock, holdLock } from './held-lock.ts';

export type Election =
  | { readonly kind: 'leader'; readonly lock: HeldLock }
  | { readonly kind: 'follower'; readonly discovery: Discovery };

export interface ElectionOptions {
  /** Of the daemon that this process would become. */
  readonly instance: string;
  /** Milliseconds to wait for an answer of the daemon that holds the lock. */
  readonly patience?: number;
  readonly lock?: (path: string) => LockResult;
}

const PATIENCE = 5000;
/** Milliseconds to wait while the daemon that holds the lock saves its runs. */
const ENDING_PATIENCE = 45_000;
const PAUSE = 50;

/** @throws FlowscopeError `daemon-unreachable`: another process holds the lock and does not answer */
export async function electDaemon(paths: StatePaths, options: ElectionOptions): Promise<Election> {
  const { instance, patience = PATIENCE, lock = lockFile } = options;
  const began = performance.now();
  for (;;) {
    const deadline = began + (isEnding(paths.ending) ? ENDING_PATIENCE : patience);
    const held = await tryLead(paths, instance, lock);
    if (held !== null) return { kind: 'leader', lock: held };
    const discovery = await findDaemon(
      paths.discovery,
      Math.min(PATIENCE, Math.max(250, Math.ceil(deadline - performance.now()))),
    );
    if (discovery !== null) return { kind: 'follower', discovery };
    if (performance.now() >= deadline) throw await unreachable(paths, patience);
    await delay(PAUSE);
  }
}

async function tryLead(
  { lock: path, folder, log }: StatePaths,
  instance: string,
  lock: (path: string) => LockResult,
): Promise<HeldLock | null> {
  // Checking costs microseconds; trying to take a held lock would block for its whole timeout. Every daemon has a log.
  if (existsSync(log) && isFileLocked(path, log)) return null;
  createPrivately(path);
  const result = lock(path);
  if (result === 'busy') return null;
  if (result !== 'unsupported') return holdLock(path, result, lock);
  // The file system does not support locks (some NFS).
  if (hasHeartbeat(folder)) return null;
  const owner = { host: hostname(), bootId: await bootId(), instance, pid: process.pid, heartbeat: true };
  const started = await startHeartbeat(folder, owner, false);
  if (started === 'busy') return null;
  const confirm = () => readLeaseOwner(folder)?.instance === instance;
  return {
    confirm,
    release() {
      started.release();
      // So that the next daemon need not wait until the heartbeat is stale.
      if (confirm()) rmSync(leaseOwnerPath(folder), { force: true });
    },
  };
}

/** Makes the lock file private: a shared lock of another user who can read it would lock us out. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

async function unreachable({ discovery, lock, folder }: StatePaths, patience: number): Promise<FlowscopeError> {
  const named = await readDiscovery(discovery);
  const who = named === null ? 'A process' : `A process (${named.pid} by the discovery file)`;
  return new FlowscopeError(
    'daemon-unreachable',
    `${who} holds ${lock}, but no daemon answered within ${patience / 1000} s.`,
    {
      file: folder,
      hint:
        readLeaseOwner(folder)?.heartbeat === true
          ? 'This file system has no locks: if that process is dead, wait a minute and try again. Otherwise end it, or use another state folder with --discovery FILE.'
          : 'End that process, or use another state folder with --discovery FILE.',
    },
  );
}
