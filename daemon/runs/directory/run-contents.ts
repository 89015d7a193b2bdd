/** What is in a run directory: our files, which a deletion removes, and all others, which it keeps. */
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../errors/system-code.ts';
import { isOwnFile, isOwnFolder } from './own-files.ts';

export interface RunContents {
  /** Relative paths of our files; `run.json` first, without which a folder is no run. */
  readonly own: readonly string[];
  /** Relative paths of our folders, each after those in it. */
  readonly folders: readonly string[];
  /** Relative paths of everything else; a folder, which may hold another run, is one entry. */
  readonly others: readonly string[];
}

/** Links, and whatever else is no regular file, are not ours, whatever their names. */
export async function runContents(directory: string): Promise<RunContents> {
  const own: string[] = [];
  const folders: string[] = [];
  const others: string[] = [];
  const list = async (above: readonly string[]): Promise<void> => {
    for (const entry of await readdir(join(directory, ...above), { withFileTypes: true })) {
      const path = [...above, entry.name];
      if (entry.isFile() && isOwnFile(path)) own.push(join(...path));
      else if (entry.isDirectory() && isOwnFolder(path)) {
        await list(path);
        folders.push(join(...path));
      } else others.push(join(...path));
    }
  };
  await list([]);
  own.sort((a, b) => Number(b === 'run.json') - Number(a === 'run.json'));
  return { own, folders, others };
}

/**
 * Removes our files from a run directory, our folders and the directory itself if nothing else is in them.
 * @returns whether the directory is gone
 */
export async function removeOwnFiles(directory: string): Promise<boolean> {
  const status = await lstat(directory).catch(nullIfMissing);
  if (status === null) return true;
  if (!status.isDirectory()) return false;
  const { own } = await runContents(directory);
  for (const name of own) await unlink(join(directory, name)).catch(nullIfMissing);
  return removeEmptyFolders(directory);
}

/** @returns whether the directory is gone */
export async function removeEmptyFolders(directory: string): Promise<boolean> {
  const status = await lstat(directory).catch(nullIfMissing);
  if (!status?.isDirectory()) return status === null;
  const { folders } = await runContents(directory);
  for (const folder of folders) await removeIfEmpty(join(directory, folder));
  return removeIfEmpty(directory);
}

async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return true;
    // Not empty: POSIX allows both codes. A file or a link is not ours.
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
    throw error;
  }
}

function nullIfMissing(error: unknown): null {
  if (systemCode(error) === 'ENOENT') return null;
  throw error;
}
