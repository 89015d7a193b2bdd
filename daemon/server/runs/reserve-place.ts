/** Reserves a folder for a new run: beside its spec, or in the state folder if the spec's folder is not writable. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { reserveRunDirectory, reserveRunDirectoryIn } from '../../runs/directory/run-directory.ts';

/** @returns the absolute path of an empty folder @throws FlowscopeError `disk-full` | `unwritable` */
export async function reservePlace(specPath: string, name: string, stateFolder: string): Promise<string> {
  try {
    return await reserveRunDirectory(specPath, name);
  } catch (error) {
    if (!(error instanceof FlowscopeError && error.code === 'unwritable')) throw error;
    const runs = join(stateFolder, 'runs');
    await mkdir(runs, { recursive: true, mode: 0o700 });
    return reserveRunDirectoryIn(runs, name);
  }
}
