/** Lists the files of a folder of data. */
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import type { DataAccess } from '../definition.ts';
import { dataError } from './data-error.ts';
import { openFailure, resolveDataPath } from './open-data-file.ts';

/** Limit on the number of names in a folder: three times as many as ImageNet has. */
const MAX_NAMES = 2 ** 22;

/** The limit while the workspace is not trusted. */
const UNTRUSTED_NAMES = 2 ** 14;

/** Maximum depth of nested folders. */
const MAX_DEPTH = 32;

export interface ListedFile {
  /** Below the listed folder, with `/`, in Unicode's composed form: the same on every system. */
  readonly name: string;
  /** As `openDataFile` takes it. */
  readonly path: string;
}

export interface ListOptions {
  /** Whether a file belongs to the data, by its name. */
  readonly belongs: (name: string) => boolean;
  /** Whether to list only the first file of each subfolder, which shows that the subfolder is not empty. */
  readonly firstOfEach?: boolean;
}

/**
 * The files of a folder and of all folders in it, sorted by name as code units, independent of the order of the file system.
 * Names that begin with a dot are left out. Links are followed as by `openDataFile`.
 * @throws FlowscopeError `missing-data`, `needs-trust`, or `data` if it is not a folder or has too many files
 */
export async function listDataFolder(path: string, access: DataAccess, options: ListOptions): Promise<ListedFile[]> {
  const root = path.replace(/(?<=.)[\\/]+$/, '');
  const most = access.most === undefined ? MAX_NAMES : UNTRUSTED_NAMES;
  const found: ListedFile[] = [];
  let seen = 0;

  /** Whether a file was found. @param above real paths of the folders around it, since a link may lead to one of them */
  const visit = async (name: string, above: readonly string[]): Promise<boolean> => {
    access.signal?.throwIfAborted();
    const shown = name === '' ? root : `${root}/${name}`;
    const target = await resolveDataPath(shown, access, 'folder');
    const real = await realpath(target).catch((cause: unknown) => {
      throw openFailure(shown, cause, 'folder');
    });
    if (above.includes(real)) return false;
    if (above.length > MAX_DEPTH) throw dataError(shown, `is more than ${MAX_DEPTH} folders deep`);
    const entries = await readdir(target, { withFileTypes: true }).catch((cause: unknown) => {
      if (systemCode(cause) !== 'ENOTDIR') throw openFailure(shown, cause, 'folder');
      throw dataError(shown, 'is a file, not a folder', 'give the path of a folder');
    });
    seen += entries.length;
    if (seen > most) throw tooMany(root, most, access);
    let any = false;
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const below = name === '' ? entry.name : `${name}/${entry.name}`;
      const kind = await kindOf(entry, `${root}/${below}`, access);
      const isFile = kind === 'file' && options.belongs(entry.name);
      if (isFile) found.push({ name: below.normalize('NFC'), path: `${root}/${below}` });
      if (kind === 'folder' && (await visit(below, [...above, real]))) any = true;
      if (isFile) any = true;
      // At the top level, all folders and files are visited.
      if (any && options.firstOfEach && name !== '') break;
    }
    return any;
  };

  await visit('', []);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function kindOf(entry: Dirent, path: string, access: DataAccess): Promise<'file' | 'folder' | null> {
  const info = entry.isSymbolicLink() ? await linked(path, access) : entry;
  if (info === null) return null;
  return info.isDirectory() ? 'folder' : info.isFile() ? 'file' : null;
}

/** What a link leads to; null if it leads nowhere. */
async function linked(path: string, access: DataAccess): Promise<Stats | null> {
  try {
    return access.trusted ? await stat(resolve(access.folder, path)) : await lstat(await resolveDataPath(path, access));
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'needs-trust') throw error;
    return null;
  }
}

function tooMany(path: string, most: number, { most: held }: DataAccess): FlowscopeError {
  if (held === undefined) return dataError(path, `has more than ${most} files`);
  return new FlowscopeError(
    'needs-trust',
    `${path} has more than ${most} files, the limit until the workspace is trusted`,
    { hint: 'trust the workspace to check the spec against these data', file: path, exitCode: 2 },
  );
}
