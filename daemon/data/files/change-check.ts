import type { FileHandle } from 'node:fs/promises';
import { dataError } from './data-error.ts';

/**
 * Remembers a file that is about to be read. A file that another one replaces does not change: the open one is still the old one.
 * @returns a check that it was not written to since @throws FlowscopeError `data`, from the check
 */
export async function changeCheck(handle: FileHandle, path: string): Promise<() => Promise<void>> {
  const before = await handle.stat({ bigint: true });
  return async () => {
    const { size, mtimeNs } = await handle.stat({ bigint: true });
    if (size === before.size && mtimeNs === before.mtimeNs) return;
    throw dataError(
      path,
      'was changed while it was read',
      'wait until whatever writes the file has finished, and try again',
    );
  };
}
