/** Deletes a run: the files that Flowscope wrote, and the directory if there is nothing else in it. */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type RunContents, removeEmptyFolders, runContents } from '../../runs/directory/run-contents.ts';
import { acquireLease } from '../../runs/lease/lease.ts';
import { writeError } from '../../runs/write-error.ts';
import { type Deletions, DOOMED } from './deletions.ts';

/**
 * Holds the run's lease, so that nobody can start training it meanwhile. Moves the files into a hidden sibling folder
 * first, so that an interrupted deletion leaves no partial run in the list, and can be finished later. Removes a symbolic
 * link without following it.
 * @param check is called at the last moment, and throws to refuse the deletion
 * @returns relative paths of what stays in the directory, since it is not ours
 * @throws FlowscopeError `run-locked` while the run is training
 */
export async function deleteRun(
  directory: string,
  check: () => void,
  deletions: Deletions,
): Promise<readonly string[]> {
  const lease = await acquireLease(directory);
  let contents: RunContents = { own: [], folders: [], others: [] };
  try {
    check();
    if ((await lstat(directory)).isSymbolicLink()) await unlink(directory);
    else {
      contents = await runContents(directory);
      await moveAway(directory, contents, deletions);
    }
  } catch (error) {
    throw writeError(error, directory);
  } finally {
    lease.release();
  }
  await deletions.sweep();
  return contents.others;
}

async function moveAway(directory: string, { own, others }: RunContents, deletions: Deletions): Promise<void> {
  const name = `${DOOMED}${basename(directory)}-${randomBytes(4).toString('hex')}`;
  const doomed = join(dirname(directory), name);
  await deletions.begin(doomed);
  if (others.length === 0) return rename(directory, doomed);
  await mkdir(doomed);
  for (const file of own) {
    await mkdir(dirname(join(doomed, file)), { recursive: true });
    await rename(join(directory, file), join(doomed, file));
  }
  await removeEmptyFolders(directory);
}
