import { lstat, stat } from 'node:fs/promises';
import type { DataAccess } from '../definition.ts';
import { openFailure, resolveDataPath } from './open-data-file.ts';

/** Files that are requested at the same time. */
const TOGETHER = 32;

/**
 * Number (inode), size and times of files: as long as they stay the same, so does the content. Times alone do not tell
 * files apart that are written within the same few milliseconds. Enough for what is kept on this machine,
 * where reading the files again would take long. Errors as `openDataFile` for a file that is missing.
 */
export async function dataFileStamps(paths: readonly string[], access: DataAccess): Promise<readonly string[]> {
  const stamps: string[] = [];
  for (let at = 0; at < paths.length; at += TOGETHER) {
    access.signal?.throwIfAborted();
    stamps.push(...(await Promise.all(paths.slice(at, at + TOGETHER).map((path) => stampOf(path, access)))));
  }
  return stamps;
}

async function stampOf(path: string, access: DataAccess): Promise<string> {
  const target = await resolveDataPath(path, access);
  try {
    // A resolved path has no links without trust, and none are followed.
    const { ino, size, mtimeNs, ctimeNs } = await (access.trusted ? stat : lstat)(target, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (cause) {
    throw openFailure(path, cause);
  }
}
