import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { identityOf } from '../../folders/file-identity.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from './data-error.ts';

/** The kernels' own limit; no hand-made chain of links is longer. */
const LINK_LIMIT = 40;

/**
 * Opens a regular file for reading and returns the handle with its size. Without trust, nothing outside `access.folder`
 * is opened or even stat'ed, not even through a symbolic link.
 * @param path as written in the spec: relative to `access.folder`
 * @throws FlowscopeError `needs-trust`, `missing-data`, or `data` (a folder, FIFO, device or socket; unreadable)
 */
export async function openDataFile(path: string, access: DataAccess): Promise<{ handle: FileHandle; size: number }> {
  const target = await resolveDataPath(path, access);
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for a writer; for regular files it changes nothing.
    const nofollow = access.trusted ? 0 : (constants.O_NOFOLLOW ?? 0);
    handle = await open(target, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | nofollow);
  } catch (cause) {
    throw openFailure(path, cause);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw dataError(
        path,
        stat.isDirectory() ? 'is a folder, not a file' : 'is not a regular file',
        'give the path of a data file',
      );
    }
    return { handle, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The absolute path of a file or folder of the data; without trust, one that no link leads out of the spec's folder.
 * @throws FlowscopeError `needs-trust`, `missing-data` or `data`
 */
export async function resolveDataPath(
  path: string,
  access: DataAccess,
  kind: 'file' | 'folder' = 'file',
): Promise<string> {
  return access.trusted ? resolve(access.folder, path) : resolveInside(path, access.folder, kind);
}

/**
 * Identifies a file whatever its name; null if it is missing, a folder, or may not be accessed. Opens and stats nothing
 * that `openDataFile` would not.
 */
export async function dataFileIdentity(path: string, access: DataAccess): Promise<string | null> {
  try {
    const { handle } = await openDataFile(path, access);
    try {
      return identityOf(await handle.stat({ bigint: true }));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof FlowscopeError) return null;
    throw error;
  }
}

/** Resolves the path component by component, so that a link that leads outside is detected before it is followed. */
async function resolveInside(path: string, folder: string, kind: 'file' | 'folder'): Promise<string> {
  // Drive letters, UNC and device paths are refused on every system, so that a spec means the same everywhere.
  if (isAbsolute(path) || /^[A-Za-z]:|^[\\/]/.test(path)) throw needsTrust(path);
  const root = await realpath(folder);
  let rest = inside(root, resolve(root, path), path);
  let current = root;
  let links = 0;
  while (rest.length > 0) {
    const step = join(current, rest[0]!);
    rest = rest.slice(1);
    let stat: Awaited<ReturnType<typeof lstat>>;
    try {
      stat = await lstat(step);
    } catch (cause) {
      throw openFailure(path, cause, kind);
    }
    if (!stat.isSymbolicLink()) {
      current = step;
      continue;
    }
    links++;
    if (links > LINK_LIMIT) throw dataError(path, 'resolves through too many symbolic links');
    rest = [...inside(root, resolve(current, await readlink(step)), path), ...rest];
    current = root;
  }
  return current;
}

/** The components of `target` below `root`. */
function inside(root: string, target: string, path: string): string[] {
  const steps = relative(root, target);
  if (steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps)) throw needsTrust(path);
  return steps.split(sep).filter((step) => step !== '');
}

function needsTrust(path: string): FlowscopeError {
  return new FlowscopeError(
    'needs-trust',
    `'${path}' is outside the folder of the spec, and the workspace is not trusted`,
    {
      hint: 'trust the workspace, or move the file beside the spec and name it by a relative path',
      file: path,
      exitCode: 2,
    },
  );
}

export function openFailure(path: string, cause: unknown, kind: 'file' | 'folder' = 'file'): FlowscopeError {
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FlowscopeError('missing-data', `${kind} '${path}' not found (looked beside the spec)`, {
      hint: 'paths are relative to the spec; check the spelling, or put the file there',
      file: path,
      exitCode: 2,
      cause,
    });
  }
  const reason =
    code === 'EACCES' || code === 'EPERM'
      ? 'cannot be read: permission denied'
      : code === 'ENXIO'
        ? 'is not a regular file'
        : `cannot be opened (${code ?? String(cause)})`;
  return dataError(path, reason, undefined, cause);
}
