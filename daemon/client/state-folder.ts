/** Where a daemon keeps its lock, its discovery file and its log. */
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PROTOCOL } from '../../protocol/version.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { defaultStateFolder, type Surroundings, surroundings } from '../folders/default-state-folder.ts';
import { makeFolders } from '../folders/make-folders.ts';

export interface StatePaths {
  readonly folder: string;
  readonly discovery: string;
  readonly lock: string;
  /** Exists while a daemon saves its runs during shutdown. */
  readonly ending: string;
  readonly log: string;
}

/** @param discovery the file of `--discovery`, whose folder becomes the state folder; null: the user's own on this host */
export function statePaths(discovery: string | null, where: Surroundings = surroundings()): StatePaths {
  // Daemons of different major versions run side by side; leases keep their runs apart.
  const name = PROTOCOL.major === 1 ? 'daemon' : `daemon-${PROTOCOL.major}`;
  const folder = discovery === null ? defaultStateFolder(where) : dirname(resolve(discovery));
  return {
    folder,
    discovery: discovery === null ? join(folder, `${name}.json`) : resolve(discovery),
    lock: join(folder, `${name}.lock`),
    ending: join(folder, `${name}.ending`),
    log: join(folder, `${name}.log`),
  };
}

/**
 * Creates the folder with mode 0700. An existing one must belong to the user and must not be writable by others, who
 * could replace the files.
 * @throws FlowscopeError `unwritable`, `unsafe-folder`
 */
export async function prepareStateFolder({ folder, discovery }: StatePaths): Promise<void> {
  try {
    await makeFolders(folder, (path) => mkdir(path, { mode: 0o700 }));
    if (process.platform === 'win32') return;
    const { uid, mode } = await stat(folder);
    if (uid !== process.getuid!()) throw unsafe(folder, 'belongs to another user');
    if ((mode & 0o077) === 0) return;
    // A folder that --discovery names may be shared on purpose, but only the user may write to it.
    if (discovery === statePaths(null).discovery) await chmod(folder, 0o700);
    else if ((mode & 0o022) !== 0) throw unsafe(folder, 'is writable by other users');
  } catch (error) {
    if (error instanceof FlowscopeError) throw error;
    throw new FlowscopeError('unwritable', `Cannot use ${folder}: ${error instanceof Error ? error.message : error}.`, {
      file: folder,
      hint: 'The state folder must be writable; --discovery FILE names another one.',
      cause: error,
    });
  }
}

function unsafe(folder: string, why: string): FlowscopeError {
  return new FlowscopeError(
    'unsafe-folder',
    `${folder} ${why}, so the token of the daemon would not be private there.`,
    {
      file: folder,
      hint: 'Make it private (chmod 700), or name a file in another folder with --discovery.',
      exitCode: 2,
    },
  );
}
