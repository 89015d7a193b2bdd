/**
 * Folders in which this user's daemons have started runs, kept across restarts. Only a hint: the disk has the truth.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { systemCode } from '../../errors/system-code.ts';
import { nodeFileSystem, removeTemporariesOf, replaceFile } from '../../runs/file-system.ts';

const MOST = 500;
const paths = z.array(z.string().max(4096)).max(MOST);
const schema = z.strictObject({ folders: paths, runs: paths });
type Known = z.infer<typeof schema>;

export interface KnownFolders {
  /** `runs` folders, most recent first. */
  all(): readonly string[];
  /** Run directories that users chose; their sibling folders are not searched. */
  runs(): readonly string[];
  add(folder: string): Promise<void>;
  addRun(runDir: string): Promise<void>;
}

export async function openKnownFolders(stateFolder: string): Promise<KnownFolders> {
  const path = join(stateFolder, 'folders.json');
  await removeTemporariesOf(path);
  const kept = await read(path);
  let known = kept ?? { folders: [], runs: [] };
  const remember = async (key: keyof Known, entry: string) => {
    if (known[key][0] === entry) return;
    known = { ...known, [key]: [entry, ...known[key].filter((other) => other !== entry)].slice(0, MOST) };
    // One that cannot be read now may be readable later.
    if (kept === null) return;
    // If the file is missing, runs are still found below the sessions' folders.
    await replaceFile(nodeFileSystem, path, `${JSON.stringify(known)}\n`).catch(() => undefined);
  };
  return {
    all: () => known.folders,
    runs: () => known.runs,
    add: (folder) => remember('folders', folder),
    addRun: (runDir) => remember('runs', runDir),
  };
}

/** null: there is a file, and it cannot be read. */
async function read(path: string): Promise<Known | null> {
  const none = { folders: [], runs: [] };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? none : null;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // It is damaged for good, and has only hints.
    return none;
  }
}
