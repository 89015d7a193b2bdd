/**
 * The daemon's program in global storage. Editors delete the folders of old extension versions while they are in use, so the
 * daemon runs from a copy.
 */
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files that only the extension host loads. */
const NOT_OF_THE_DAEMON = /(^|[\\/])(extension(-app)?\.cjs|.*\.map)$/;
/** Age of a partial copy that a killed window left behind, milliseconds. */
const ABANDONED = 10 * 60_000;

export interface DaemonProgram {
  /** The script that Node runs. */
  readonly script: string;
  /** The folder of all copies. */
  readonly folder: string;
}

/**
 * @param dist of the extension
 * @param storage global storage of the extension
 * @throws Error of the file system
 */
export async function installProgram(dist: string, storage: string, version: string): Promise<DaemonProgram> {
  const folder = join(storage, 'daemon');
  const files = await listFiles(dist);
  const name = `${version}-${process.platform}-${process.arch}-${digest(files)}`;
  const target = join(folder, name);
  const script = join(target, 'flowscope.js');
  if (await exists(script)) return { script, folder };
  await mkdir(folder, { recursive: true });
  // Two installs of one process may start within the same millisecond.
  const partial = join(folder, `.partial-${randomUUID()}`);
  try {
    for (const { path } of files) await cp(join(dist, path), join(partial, path), { recursive: true });
    await rename(partial, target).catch(async (error: unknown) => {
      // Another window has made the same copy.
      if (!(await exists(script))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return { script, folder };
}

/** Deletes unused copies. Call it after a daemon of `script` has started and holds the lock. */
export async function removeOldPrograms({ script, folder }: DaemonProgram): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (path === dirname(script)) continue;
    if (name.startsWith('.partial-') && Date.now() - (await stat(path)).mtimeMs < ABANDONED) continue;
    await rm(path, { recursive: true, force: true });
  }
}

interface ProgramFile {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

async function listFiles(dist: string): Promise<readonly ProgramFile[]> {
  // Entries have `parentPath` only from Node 20.12 on; VS Code 1.91 has 20.9.
  const paths = await readdir(dist, { recursive: true });
  const found = await Promise.all(paths.map(async (path) => ({ path, info: await stat(join(dist, path)) })));
  const files = found
    .filter(({ info }) => info.isFile())
    .map(({ path, info: { size, mtimeMs } }) => ({ path, size, changed: Math.round(mtimeMs) }));
  return files.filter(({ path }) => !NOT_OF_THE_DAEMON.test(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Differs between two builds of the same version, without reading the whole runtime. */
function digest(files: readonly ProgramFile[]): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 8);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
