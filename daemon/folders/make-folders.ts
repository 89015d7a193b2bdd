import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../errors/system-code.ts';
import { isFolder } from './is-folder.ts';

/**
 * Creates a folder and those above it that are missing. Node's own `recursive` never ends where a folder cannot hold
 * others, as in /proc: there mkdir says that the parent is missing although it exists.
 * @param path absolute
 * @param make creates one folder, and fails if the name exists
 * @returns the uppermost folder that was created, or null if all existed
 * @throws the error of `make`
 */
export async function makeFolders(
  path: string,
  make: (path: string) => Promise<unknown> = (folder) => mkdir(folder),
): Promise<string | null> {
  try {
    await make(path);
    return path;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && (await isFolder(path))) return null;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw error;
    const uppermost = await makeFolders(parent, make);
    // Not mkdir: another process may have been faster.
    const made = await makeFolders(path, make);
    return uppermost ?? made;
  }
}
