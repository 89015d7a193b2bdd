import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * Whether `path`, as written in a spec, stays in the spec's folder, without a link on the way. To find out, nothing
 * outside is accessed: each component is checked before the next one.
 * @throws system errors if a component is missing
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
