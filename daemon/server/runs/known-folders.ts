/** The folders with runs that this user's daemons have started, kept over restarts. An aid, not the truth: that is on disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeFileSystem, replaceFile } from '../../runs/file-system.ts';

const MOST = 500;
const schema = z.array(z.string().max(4096)).max(MOST);

export interface KnownFolders {
  /** `runs` folders, latest first. */
  all(): readonly string[];
  add(folder: string): Promise<void>;
}

export async function openKnownFolders(stateFolder: string): Promise<KnownFolders> {
  const path = join(stateFolder, 'folders.json');
  let folders: readonly string[] = await read(path);
  return {
    all: () => folders,
    async add(folder) {
      if (folders[0] === folder) return;
      folders = [folder, ...folders.filter((known) => known !== folder)].slice(0, MOST);
      // Without the file the runs are found again below the folders of the sessions.
      await replaceFile(nodeFileSystem, path, `${JSON.stringify(folders)}\n`).catch(() => undefined);
    },
  };
}

async function read(path: string): Promise<readonly string[]> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return [];
  }
}
