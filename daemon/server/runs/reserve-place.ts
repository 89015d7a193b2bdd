/** Where a new run goes: beside its spec, or into the state folder where nothing can be written there. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { reserveRunDirectory, reserveRunDirectoryIn } from '../../runs/run-directory.ts';

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
