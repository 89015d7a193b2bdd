/**
 * Deletions that have begun, kept on disk: what a daemon could not finish, the next one does. Only folders that a daemon
 * recorded here before it named them are ever swept, whatever others are called.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { removeOwnFiles } from '../../runs/directory/run-contents.ts';
import { nodeFileSystem, replaceFile } from '../../runs/file-system.ts';

const MOST = 500;
const schema = z.strictObject({ folders: z.array(z.string().max(4096)).max(MOST) });

/** How a run directory is renamed before it is deleted; hidden, so that it is in no list of runs. */
export const DOOMED = '.deleted-';

export interface Deletions {
  /** Records a folder before it gets its name. @throws FlowscopeError `disk-full` | `unwritable` */
  begin(folder: string): Promise<void>;
  /** Removes our files from all recorded folders. */
  sweep(): Promise<void>;
}

export async function openDeletions(stateFolder: string, log: (line: string) => void): Promise<Deletions> {
  const path = join(stateFolder, 'deletions.json');
  let folders = await read(path);
  let sweeping: Promise<void> = Promise.resolve();
  let saving: Promise<void> = Promise.resolve();
  const save = () => {
    const write = () => replaceFile(nodeFileSystem, path, `${JSON.stringify({ folders })}\n`);
    saving = saving.then(write, write);
    return saving;
  };

  async function sweepAll(): Promise<void> {
    const before = folders;
    const finished = new Set<string>();
    for (const folder of before) {
      try {
        if (!(await removeOwnFiles(folder))) log(`${folder} has files that Flowscope did not write, and is kept`);
        finished.add(folder);
      } catch (error) {
        log(`${folder} cannot be removed now: ${String(error)}`);
      }
    }
    if (finished.size === 0) return;
    folders = folders.filter((folder) => !finished.has(folder));
    await save().catch((error: unknown) => log(`${path}: ${String(error)}`));
  }

  return {
    async begin(folder) {
      folders = [...folders, folder].slice(-MOST);
      await save();
    },
    sweep() {
      sweeping = sweeping.then(sweepAll);
      return sweeping;
    },
  };
}

async function read(path: string): Promise<readonly string[]> {
  try {
    const { folders } = schema.parse(JSON.parse(await readFile(path, 'utf8')));
    return folders.filter((folder) => basename(folder).startsWith(DOOMED));
  } catch {
    return [];
  }
}
