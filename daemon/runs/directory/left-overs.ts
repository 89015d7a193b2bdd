/** Temporary files in a run directory that a killed writer left. Those in `checkpoints` are the checkpoint store's. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ANNOTATION_FILE } from '../description/annotation-file.ts';
import { discard, type FileSystem, nodeFileSystem, temporaryTarget } from '../file-system.ts';
import { LEASE_OWNER_FILE } from '../lease/lease-owner.ts';
import { isLockProbe } from '../lease/sqlite-lock.ts';
import { isOwnFile } from './own-files.ts';

/** Milliseconds. Whoever tries to get the lease has its files for a moment, and whoever annotates a run needs no lease. */
const CONTENDING = 600_000;

const WITHOUT_LEASE = [LEASE_OWNER_FILE, ANNOTATION_FILE];

/**
 * Removes them. Only the holder of the run's lease calls it, before it writes.
 * @returns their names
 */
export async function removeLeftOvers(
  directory: string,
  files: FileSystem = nodeFileSystem,
): Promise<readonly string[]> {
  const removed: string[] = [];
  // What cannot be listed now is removed by a later holder.
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
    const path = join(directory, entry.name);
    if (!entry.isFile() || !isLeftOver(entry.name) || (await isContending(path, entry.name))) continue;
    await discard(files, path);
    removed.push(entry.name);
  }
  return removed;
}

/** Whether the name is a temporary one of ours. */
export function isLeftOver(name: string): boolean {
  const target = temporaryTarget(name);
  return isLockProbe(name) || (target !== null && isOwnFile([target]));
}

async function isContending(path: string, name: string): Promise<boolean> {
  const target = temporaryTarget(name) ?? '';
  if (!isLockProbe(name) && !WITHOUT_LEASE.some((file) => file.name.test(target))) return false;
  const status = await lstat(path).catch(() => null);
  return status !== null && Date.now() - status.mtimeMs < CONTENDING;
}
