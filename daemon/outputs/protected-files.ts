/** Files that no output may replace: the sources of a run, its own files, and the command's inputs. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { dataFileIdentity } from '../data/files/open-data-file.ts';
import { DATA_FILES, FILE_KEYS } from '../data/sources/file-keys.ts';
import { isJsonObject } from '../encoding/json.ts';
import { identityOf } from '../folders/file-identity.ts';
import { canonicalPath } from '../runs/directory/canonical-path.ts';
import { enclosingRun, isRunDirectory } from '../runs/directory/enclosing-run.ts';
import { openRun, type Run } from '../runs/directory/run-directory.ts';

export interface Protection {
  /** The run that the output is created from. */
  readonly run: Pick<Run, 'directory' | 'record'> | null;
  /** Absolute paths of files that the command reads. */
  readonly inputs: readonly string[];
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
}

/**
 * Describes the file at `target` if it must not be replaced: `the data of run r`, … Compares names after resolving
 * links, and files by identity, so that hard links are recognized too.
 * @param target absolute; need not exist
 */
export async function protectedUse(target: string, protection: Protection): Promise<string | null> {
  const { run } = protection;
  const place = join(await canonicalPath(dirname(target)), basename(target));
  // The second name differs if the target itself is a link.
  const names = [...new Set([place, await canonicalPath(target)])];
  const own = run && (await canonicalPath(run.directory));
  for (const name of names) {
    const directory = own !== null && lies(name, own) ? own : await enclosingRun(dirname(name));
    if (directory !== null) return `in the run directory ${directory}`;
  }
  const found = await stat(target, { bigint: true }).catch(() => null);
  const identity = found?.isFile() ? identityOf(found) : null;
  for (const { path, folder, what, trusted } of filesOf(protection)) {
    const real = trusted ? await canonicalPath(resolve(folder, path)) : resolve(await canonicalPath(folder), path);
    if (names.some((name) => lies(name, real))) return what;
    if (identity !== null && identity === (await dataFileIdentity(path, { folder, trusted }))) return what;
  }
  if (own === null || identity === null || found!.nlink < 2n) return null;
  return (await someRunHolds(own, identity)) ? 'another name of a file of a run' : null;
}

/** Whether `path` is `folder` or inside it. Both are canonical. */
function lies(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

interface ProtectedFile {
  /** Relative to `folder`, or absolute. */
  readonly path: string;
  readonly folder: string;
  readonly what: string;
  readonly trusted: boolean;
}

function filesOf({ run, inputs, trusted }: Protection): readonly ProtectedFile[] {
  const read = inputs.map((path) => ({ path, folder: dirname(path), what: 'an input of this command', trusted: true }));
  if (run === null) return read;
  const { id, spec, plan } = run.record;
  const folder = dirname(spec);
  const data = plan.data !== undefined && isJsonObject(plan.data) ? plan.data : {};
  const ofRun = FILE_KEYS.flatMap((key) => {
    const path = data[key];
    return typeof path === 'string' ? [{ path, folder, what: `${DATA_FILES[key]} of run ${id}`, trusted }] : [];
  });
  return [...read, { path: spec, folder, what: `the spec of run ${id}`, trusted: true }, ...ofRun];
}

/** Searches the run directory and its siblings. */
async function someRunHolds(directory: string, identity: string): Promise<boolean> {
  const parent = dirname(directory);
  const beside = await readdir(parent).catch(() => []);
  for (const run of [directory, ...beside.map((name) => join(parent, name)).filter((path) => path !== directory)]) {
    if (run !== directory && !(await isRunDirectory(run))) continue;
    const files = await readdir(run, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const file of files) {
      if (!file.isFile()) continue;
      const found = await stat(join(file.parentPath, file.name), { bigint: true }).catch(() => null);
      if (found !== null && identityOf(found) === identity) return true;
    }
  }
  return false;
}

/** The run whose files are protected; null if its directory is on another host, where this process cannot harm them. */
export function readableRun(runDir: string): Promise<Run | null> {
  return openRun(runDir).catch(() => null);
}
