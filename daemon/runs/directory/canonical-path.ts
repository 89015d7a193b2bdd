/** Canonical paths, so that two names of one run directory do not look like two runs. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** Absolute; links are resolved as far as the path exists. */
export async function canonicalPath(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(await canonicalPath(above), basename(whole));
  }
}

/** Whether `path` is in one of the folders after resolving links. */
export async function isReallyInside(path: string, folders: readonly string[]): Promise<boolean> {
  const target = await canonicalPath(path);
  for (const folder of folders) {
    const own = await canonicalPath(folder);
    if (target === own || target.startsWith(own.endsWith(sep) ? own : own + sep)) return true;
  }
  return false;
}
