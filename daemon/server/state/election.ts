/**
 * At most one daemon for a state folder. A process id is never a lock: whoever holds the kernel's lock on `daemon.lock` is
 * the daemon, and any death frees it.
 */

import { closeSync, openSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Discovery } from '../../../protocol/discovery.ts';
import { findDaemon } from '../../client/find-daemon.ts';
import { readDiscovery } from '../../client/read-discovery.ts';
import type { StatePaths } from '../../client/state-folder.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { hasHeartbeat, startHeartbeat } from '../../runs/heartbeat.ts';
import { bootId, leaseOwnerPath, readLeaseOwner } from '../../runs/lease-owner.ts';
import { isFileLocked, type LockResult, lockFile } from '../../runs/sqlite-lock.ts';
import { isEnding } from './ending.ts';
import { type HeldLock, holdLock } from './held-lock.ts';

export type Election =
  | { readonly kind: 'leader'; readonly lock: HeldLock }
  | { readonly kind: 'follower'; readonly discovery: Discovery };

export interface ElectionOptions {
  /** Of the daemon that we would be. */
  readonly instance: string;
  /** How long to wait for the daemon that holds the lock to answer. Milliseconds. */
  readonly patience?: number;
  readonly lock?: (path: string) => LockResult;
}

const PATIENCE = 5000;
/** While the daemon that holds the lock saves its trainings. */
const ENDING_PATIENCE = 45_000;
const PAUSE = 50;

/** @throws FlowscopeError `daemon-unreachable`: somebody holds the lock and does not answer */
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
  { lock: path, folder }: StatePaths,
  instance: string,
  lock: (path: string) => LockResult,
): Promise<HeldLock | null> {
  // A look costs microseconds; an attempt at a held lock would block for its whole waiting time.
  if (isFileLocked(path)) return null;
  createPrivately(path);
  const result = lock(path);
  if (result === 'busy') return null;
  if (result !== 'unsupported') return holdLock(path, result, lock);
  // The file system has no locks (some NFS).
  if (hasHeartbeat(folder)) return null;
  const owner = { host: hostname(), bootId: await bootId(), instance, pid: process.pid, heartbeat: true };
  const started = await startHeartbeat(folder, owner, false);
  if (started === 'busy') return null;
  const confirm = () => readLeaseOwner(folder)?.instance === instance;
  return {
    confirm,
    release() {
      started.release();
      // The next daemon need not wait until the sign of life is stale.
      if (confirm()) rmSync(leaseOwnerPath(folder), { force: true });
    },
  };
}

/** Nobody else may open the lock's file: a reader's shared lock would keep us out. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

async function unreachable({ discovery, lock, folder }: StatePaths, patience: number): Promise<FlowscopeError> {
  const named = await readDiscovery(discovery);
  const who = named === null ? 'A process' : `A process (${named.pid} by the discovery file)`;
  return new FlowscopeError(
    'daemon-unreachable',
    `${who} holds ${lock}, but no daemon answered within ${patience / 1000} s.`,
    { file: folder, hint: 'End that process, or use another state folder with --discovery FILE.' },
  );
}
