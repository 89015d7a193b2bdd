/** The folder of cached rows. When it grows too large, the least recently used files are deleted. */
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../../folders/make-folders.ts';

const ENDING = '.rows';

/** A temporary file this old was left by a process that was killed, milliseconds. */
const LEFT_OVER = 24 * 60 * 60 * 1000;

export function cachePath(folder: string, key: string): string {
  return join(folder, `${key}${ENDING}`);
}

/** Marks a file as used now. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

/**
 * Creates the folder, and deletes files in it until `size` more bytes fit: those that were used longest ago first. A
 * process that reads one of them can go on.
 * @param most bytes of all files @throws the error of the file system if the folder cannot be created
 */
export async function makeRoom(folder: string, size: number, most: number): Promise<void> {
  await makeFolders(folder, (path) => mkdir(path, { mode: 0o700 }));
  const files = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (info === null || !info.isFile()) continue;
    if (name.endsWith(ENDING)) files.push({ path, size: info.size, used: info.mtimeMs });
    else if (name.endsWith('.tmp') && Date.now() - info.mtimeMs > LEFT_OVER) await rm(path, { force: true });
  }
  let total = size + files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files.sort((a, b) => a.used - b.used)) {
    if (total <= most) return;
    // A file that cannot be deleted now, as on Windows while another program reads it, is left.
    await rm(file.path, { force: true }).then(
      () => {
        total -= file.size;
      },
      () => {},
    );
  }
}
