/** Temporary files in a run directory that a killed writer left. Those in `checkpoints` are the checkpoint store's. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { discard, type FileSystem, nodeFileSystem, temporaryTarget } from '../file-system.ts';
import { LEASE_OWNER_FILE } from '../lease/lease-owner.ts';
import { isLockProbe } from '../lease/sqlite-lock.ts';
import { isOwnFile } from './own-files.ts';

/** Milliseconds. Whoever tries to get the lease has its files for a moment. */
const CONTENDING = 600_000;

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
  if (!isLockProbe(name) && !LEASE_OWNER_FILE.name.test(temporaryTarget(name) ?? '')) return false;
  const status = await lstat(path).catch(() => null);
  return status !== null && Date.now() - status.mtimeMs < CONTENDING;
}
