/** Deletes a run's directory. */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { acquireLease } from '../../runs/lease/lease.ts';

const DOOMED = '.deleted-';

/**
 * Holds the run's lease, so that nobody can start training it meanwhile. Renames the directory first, so that an
 * interrupted deletion leaves no partial run in the list; leftovers of such deletions are swept. Removes a symbolic
 * link without following it.
 * @param check is called at the last moment, and throws to refuse the deletion
 * @throws FlowscopeError `run-locked` while the run is training
 */
export async function deleteRun(directory: string, check: () => void): Promise<void> {
  const folder = dirname(directory);
  const lease = await acquireLease(directory);
  try {
    check();
    await rename(directory, join(folder, `${DOOMED}${basename(directory)}-${randomBytes(4).toString('hex')}`));
  } finally {
    lease.release();
  }
  for (const name of await readdir(folder)) {
    if (name.startsWith(DOOMED)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
