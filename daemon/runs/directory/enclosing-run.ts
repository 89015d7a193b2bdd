import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { canonicalPath } from './canonical-path.ts';

/** The run directory that contains or equals `path`, links resolved; null if there is none. */
export async function enclosingRun(path: string): Promise<string | null> {
  for (let at = await canonicalPath(path); at !== dirname(at); at = dirname(at)) {
    if (await isRunDirectory(at)) return at;
  }
  return null;
}

/** A folder in `.flowscope/runs` is a run directory even if its files are lost; elsewhere its files decide. */
export async function isRunDirectory(path: string): Promise<boolean> {
  const above = dirname(path);
  if (basename(above) === 'runs' && basename(dirname(above)) === '.flowscope') return true;
  return (await isFile(join(path, 'run.json'))) && (await isFile(join(path, 'spec.txt')));
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isFile() === true;
}
