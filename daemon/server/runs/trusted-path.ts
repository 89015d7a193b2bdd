/** What an untrusted session may name. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Session } from '../session.ts';

export function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

/**
 * @param what for the message: "spec.path"
 * @throws FlowscopeError `wrong-value` (a relative path), `needs-trust` (outside the folders of an untrusted session)
 */
export function checkPath(session: Session, path: string, what: string): void {
  if (!isAbsolute(path)) {
    throw new FlowscopeError('wrong-value', `${what} must be an absolute path, found '${path}'`, { exitCode: 2 });
  }
  if (session.trusted || session.folders.some((folder) => isInside(path, folder))) return;
  throw new FlowscopeError('needs-trust', `${what} '${path}' lies outside the folders of this untrusted workspace`, {
    file: path,
    exitCode: 2,
    hint: 'Trust the workspace to work with files outside it.',
  });
}
