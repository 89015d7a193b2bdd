/** Removes a run's directory. */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { acquireLease } from '../../runs/lease.ts';

const DOOMED = '.deleted-';

/**
 * Nobody else can begin to train it meanwhile: its lease is held. It is renamed first, so that a deletion that is cut short
 * leaves no half run in the list; what such a one left is swept. A link is removed, not followed.
 * @param check is called at the last moment, and refuses by throwing
 * @throws FlowscopeError `run-locked` while somebody trains it
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
