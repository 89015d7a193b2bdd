/** The lease on file systems without locks (some NFS): the holder touches `lease.json` regularly while it lives. */
import { statSync, utimesSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { discard, nodeFileSystem, replaceFile } from '../file-system.ts';
import { type LeaseOwner, leaseOwnerPath, readLeaseOwner } from './lease-owner.ts';
import type { FileLock } from './sqlite-lock.ts';

/** Milliseconds. A holder that did not touch the file for this long is considered dead. */
const STALE = 60_000;
const INTERVAL = 15_000;
/** Milliseconds. If two processes find a stale file at once, the later rename wins, and the earlier sees it by then. */
const SETTLE = 500;

/** Whether a holder without a lock touched the file within the last minute. */
export function hasHeartbeat(directory: string, now: number = Date.now()): boolean {
  if (readLeaseOwner(directory)?.heartbeat !== true) return false;
  const touched = statSync(leaseOwnerPath(directory), { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && now - touched < STALE;
}

/**
 * Takes the lease by heartbeat; with `takeOver` even from a holder that seems alive. `busy`: another process holds it.
 */
export async function startHeartbeat(
  directory: string,
  owner: LeaseOwner,
  takeOver: boolean,
): Promise<FileLock | 'busy'> {
  const path = leaseOwnerPath(directory);
  // Contenders must not write the same file, so the name is unique. The file's time comes from the file server's clock.
  const ours = `${path}.${owner.instance}`;
  await replaceFile(nodeFileSystem, ours, `${JSON.stringify(owner)}\n`);
  if (!takeOver && hasHeartbeat(directory, statSync(ours).mtimeMs)) {
    await discard(nodeFileSystem, ours);
    return 'busy';
  }
  await nodeFileSystem.rename(ours, path);
  await delay(SETTLE);
  const isOurs = () => readLeaseOwner(directory)?.instance === owner.instance;
  if (!isOurs()) return 'busy';
  const timer = setInterval(() => {
    try {
      if (isOurs()) utimesSync(path, new Date(), new Date());
    } catch {
      // A server that does not respond now may respond at the next beat; up to four may be missed.
    }
  }, INTERVAL);
  timer.unref();
  return { release: () => clearInterval(timer) };
}
