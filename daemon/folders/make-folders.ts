import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder and those above it that are missing. Node's own `recursive` never ends where a folder cannot hold
 * others, as in /proc: there mkdir says that the parent is missing although it exists.
 * @param path absolute @param mode of those that are created; default 0777, less the umask @returns the uppermost folder that was created, or null if all existed
 * @throws the error of mkdir
 */
export async function makeFolders(path: string, mode?: number): Promise<string | null> {
  try {
    await mkdir(path, { mode });
    return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST' && (await isFolder(path))) return null;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw error;
    const uppermost = await makeFolders(parent, mode);
    // Not mkdir: another process may have been faster.
    const made = await makeFolders(path, mode);
    return uppermost ?? made;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
