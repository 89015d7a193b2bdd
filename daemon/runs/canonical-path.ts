/** Paths as the file system knows them: two names of one run directory must not look like two runs. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** Absolute; links are followed as far as the path exists. */
export async function canonicalPath(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(await canonicalPath(above), basename(whole));
  }
}

/** Whether `path` lies in one of the folders, links followed. */
export async function isReallyInside(path: string, folders: readonly string[]): Promise<boolean> {
  const target = await canonicalPath(path);
  for (const folder of folders) {
    const own = await canonicalPath(folder);
    if (target === own || target.startsWith(own.endsWith(sep) ? own : own + sep)) return true;
  }
  return false;
}
