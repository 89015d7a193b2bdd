import { lstat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { TIME_NAME, timeName } from '../../encoding/time-name.ts';
import { systemCode } from '../../errors/system-code.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { type FileSystem, nodeFileSystem } from '../file-system.ts';
import { makeRealFolder } from '../real-folder.ts';
import { writeError } from '../write-error.ts';

/** The folder of a run directory with files that a resume could not use. Flowscope never deletes them by itself. */
export const SET_ASIDE = 'set-aside';
/** The folders in it: `20261129T101500Z`, and `-2` for another one of the same second. */
export const SET_ASIDE_TIME = new RegExp(`^${TIME_NAME}(-\\d+)?$`);

/**
 * Moves files of a run to `set-aside/TIME/`, where they keep their path in the run. Missing ones are skipped.
 * @param paths absolute, in `directory`
 * @returns the new folder; null if none of them exists
 * @throws FlowscopeError `disk-full` | `unwritable`
 */
export async function setAside(
  directory: string,
  paths: readonly string[],
  { files = nodeFileSystem, now = new Date() }: { readonly files?: FileSystem; readonly now?: Date } = {},
): Promise<string | null> {
  const existing: string[] = [];
  for (const path of paths) if (await exists(path)) existing.push(path);
  if (existing.length === 0) return null;
  const folder = await makeFolder(join(directory, SET_ASIDE), now, files);
  try {
    for (const path of existing) {
      const target = join(folder, relative(directory, path));
      await makeFolders(dirname(target), files.makeFolder);
      await files.rename(path, target);
      await files.syncDirectory(dirname(target));
      await files.syncDirectory(dirname(path));
    }
  } catch (error) {
    throw writeError(error, folder);
  }
  return folder;
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw writeError(error, path);
  }
}

/** A new folder for each call, so that nothing is replaced. */
async function makeFolder(above: string, now: Date, files: FileSystem): Promise<string> {
  try {
    await makeRealFolder(files, above, 'Replace it with a folder.');
    const name = timeName(now);
    for (let number = 1; ; number++) {
      const folder = join(above, number === 1 ? name : `${name}-${number}`);
      try {
        await files.makeFolder(folder);
        await files.syncDirectory(above);
        return folder;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw writeError(error, above);
  }
}
