import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../write-error.ts';

/**
 * Creates a folder and those above it that are missing. Node's own `recursive` never ends where a folder cannot hold
 * others, as in /proc: there mkdir says that the parent is missing although it exists.
 * @param path absolute @returns the uppermost folder that was created, or null if all existed
 * @throws the error of mkdir
 */
export async function makeFolders(path: string): Promise<string | null> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && (await isFolder(path))) return null;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw error;
    const uppermost = await makeFolders(parent);
    // Not mkdir: another process may have been faster.
    const made = await makeFolders(path);
    return uppermost ?? made;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
