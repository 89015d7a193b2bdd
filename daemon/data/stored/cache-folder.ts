/** The folder of cached rows. When it grows too large, the least recently used files are deleted. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../errors/system-code.ts';
import { makeFolders } from '../../folders/make-folders.ts';

const ENDING = '.rows';

const TEMPORARY = '.tmp';

/** A temporary file that nobody has written to for this long was left by a process that was killed, milliseconds. */
const LEFT_OVER = 24 * 60 * 60 * 1000;
/** The same, if there is no such process: it may be one of another container. */
const ORPHANED = 10_000;

export function cachePath(folder: string, key: string): string {
  return join(folder, `${key}${ENDING}`);
}

/** A new file beside this one, while its content is written. */
export function temporaryPath(path: string): string {
  return `${path}.${process.pid}-${randomUUID()}${TEMPORARY}`;
}

function isLeftOver(name: string, written: number): boolean {
  if (!name.endsWith(TEMPORARY)) return false;
  const idle = Date.now() - written;
  const pid = /\.(\d+)-[^.]*\.tmp$/.exec(name)?.[1];
  return idle > LEFT_OVER || (idle > ORPHANED && pid !== undefined && hasEnded(Number(pid)));
}

/** Signal 0 only asks whether there is a process. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
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
    else if (isLeftOver(name, info.mtimeMs)) await rm(path, { force: true });
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
