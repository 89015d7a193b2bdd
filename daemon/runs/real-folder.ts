import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { systemCode } from '../errors/system-code.ts';
import type { FileSystem } from './file-system.ts';
import { writeError } from './write-error.ts';

/**
 * Creates a folder, durably, unless it exists. Refuses a link, which would lead the files of a run elsewhere.
 * @param path absolute; the folder above it exists
 * @param hint what to do about a link or a file of that name
 * @throws FlowscopeError `disk-full` | `unwritable`
 */
export async function makeRealFolder(files: FileSystem, path: string, hint: string): Promise<void> {
  try {
    await files.makeFolder(path);
    await files.syncDirectory(dirname(path));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw writeError(error, path);
  }
  if (!(await lstat(path)).isDirectory()) {
    throw new FlowscopeError('unwritable', `${path} is not a folder but a link or a file.`, { file: path, hint });
  }
}
