/** The lease where the file system has no locks (some NFS): `lease.json` is touched while its holder lives. */
import { statSync, utimesSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { discard, nodeFileSystem, replaceFile } from './file-system.ts';
import { type LeaseOwner, leaseOwnerPath, readLeaseOwner } from './lease-owner.ts';
import type { FileLock } from './sqlite-lock.ts';

/** A holder that did not touch the file for this long is taken for dead. Milliseconds. */
const STALE = 60_000;
const INTERVAL = 15_000;
/** Two that find a stale file at once: the later rename wins, and the earlier sees it after this time. Milliseconds. */
const SETTLE = 500;

/** Whether a holder without a lock gave a sign of life within the last minute. */
export function hasHeartbeat(directory: string, now: number = Date.now()): boolean {
  if (readLeaseOwner(directory)?.heartbeat !== true) return false;
  const touched = statSync(leaseOwnerPath(directory), { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && now - touched < STALE;
}

/** Takes the lease by heartbeat; `takeOver` does so from a holder that seems to live. `busy`: another holds it. */
export async function startHeartbeat(
  directory: string,
  owner: LeaseOwner,
  takeOver: boolean,
): Promise<FileLock | 'busy'> {
  const path = leaseOwnerPath(directory);
  // Under a name of its own: contenders must not write the same file, and its time is by the file server's clock.
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
      // A server that does not answer now may answer at the next beat; four may be missed.
    }
  }, INTERVAL);
  timer.unref();
  return { release: () => clearInterval(timer) };
}
