import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * Whether `path` as a spec writes it stays in the spec's folder, with no link on the way. Nothing outside is touched to find
 * out: each step is looked at before the next one. @throws system errors where a step is absent
 */
export async function staysInside(folder: string, path: string): Promise<boolean> {
  if (isAbsolute(path) || /^([A-Za-z]:|[\\/]{2})/.test(path)) return false;
  const within = relative(folder, resolve(folder, path));
  if (within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) return false;
  let at = await realpath(folder);
  for (const step of within.split(sep).filter((name) => name !== '')) {
    at = join(at, step);
    if ((await lstat(at)).isSymbolicLink()) return false;
  }
  return true;
}
