/** Checks the paths that an untrusted session names. */
import { isAbsolute } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { isReallyInside } from '../../runs/directory/canonical-path.ts';
import type { Session } from '../session.ts';

/**
 * @param what named in the message, as "spec.path"
 * @throws FlowscopeError `wrong-value` (a relative path), `needs-trust` (the real path is outside the folders of an
 * untrusted session)
 */
export async function checkPath(session: Session, path: string, what: string): Promise<void> {
  if (path.includes('\0')) {
    throw new FlowscopeError('bad-path', `${what} contains a null byte, which no path may contain`, { exitCode: 2 });
  }
  if (!isAbsolute(path)) {
    throw new FlowscopeError('wrong-value', `${what} must be an absolute path, found '${path}'`, { exitCode: 2 });
  }
  if (session.trusted || (await isReallyInside(path, session.folders))) return;
  throw new FlowscopeError('needs-trust', `${what} '${path}' is outside the folders of this untrusted workspace`, {
    file: path,
    exitCode: 2,
    hint: 'Trust the workspace to work with files outside it.',
  });
}
