/**
 * Deletions that have begun, kept on disk: what a daemon could not finish, the next one does. Only folders that a daemon
 * recorded here before it named them are ever swept, whatever others are called.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { removeOwnFiles } from '../../runs/directory/run-contents.ts';
import { nodeFileSystem, removeTemporariesOf, replaceFile } from '../../runs/file-system.ts';

const schema = z.strictObject({ folders: z.array(z.string()) });

/** How a run directory is renamed before it is deleted; hidden, so that it is in no list of runs. */
export const DOOMED = '.deleted-';

export interface Deletions {
  /**
   * Records a folder before it gets its name.
   * @throws FlowscopeError `disk-full` | `unwritable`; `unreadable`: the record of earlier deletions cannot be read, and
   * is not replaced
   */
  begin(folder: string): Promise<void>;
  /** Removes our files from all recorded folders. */
  sweep(): Promise<void>;
}

export async function openDeletions(stateFolder: string, log: (line: string) => void): Promise<Deletions> {
  const path = join(stateFolder, 'deletions.json');
  await removeTemporariesOf(path);
  let folders: readonly string[] = [];
  let reading: Promise<void> | null = null;
  const readOnce = () => {
    reading ??= read(path).then(
      (recorded) => {
        folders = recorded;
      },
      (error: unknown) => {
        reading = null;
        throw error;
      },
    );
    return reading;
  };
  await readOnce().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
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
      await readOnce();
      folders = [...folders, folder];
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
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return [];
    const reason = code === null ? 'is damaged' : `cannot be read (${code})`;
    throw new FlowscopeError(
      'unreadable',
      `${path}, the list of unfinished deletions, ${reason}, so no run can be deleted.`,
      {
        file: path,
        cause: error,
        hint: `Check its permissions. If you move it away, folders named ${DOOMED}… stay until you remove them.`,
      },
    );
  }
}
