/** Deletes a run: the files that Flowscope wrote, and the directory if there is nothing else in it. */
import { randomBytes } from 'node:crypto';
import { lstat, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '../../folders/make-folders.ts';
import { type RunContents, removeEmptyFolders, runContents } from '../../runs/directory/run-contents.ts';
import { type FileSystem, fenced, nodeFileSystem } from '../../runs/file-system.ts';
import { acquireLease, LEASE_FILES } from '../../runs/lease/lease.ts';
import { writeError } from '../../runs/write-error.ts';
import { type Deletions, DOOMED } from './deletions.ts';

/**
 * Holds the run's lease, so that nobody can start training it meanwhile. Moves the files into a hidden sibling folder
 * first, so that an interrupted deletion leaves no partial run in the list, and can be finished later. Removes a symbolic
 * link without following it.
 * @param check is called at the last moment, and throws to refuse the deletion
 * @returns relative paths of what stays in the directory, since it is not ours
 * @throws FlowscopeError `run-locked` while the run is training, `lease-lost` if another process takes it meanwhile
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
    if ((await lstat(directory)).isSymbolicLink()) {
      lease.confirm();
      await unlink(directory);
    } else {
      contents = await runContents(directory);
      await moveAway(directory, contents, { files: fenced(nodeFileSystem, lease.confirm), deletions });
    }
  } catch (error) {
    throw writeError(error, directory);
  } finally {
    lease.release();
  }
  await deletions.sweep();
  return contents.others;
}

async function moveAway(
  directory: string,
  { own, others }: RunContents,
  { files, deletions }: { readonly files: FileSystem; readonly deletions: Deletions },
): Promise<void> {
  const name = `${DOOMED}${basename(directory)}-${randomBytes(4).toString('hex')}`;
  const doomed = join(dirname(directory), name);
  await deletions.begin(doomed);
  if (others.length === 0) return files.rename(directory, doomed);
  await files.makeFolder(doomed);
  // The lease protects the others until they are gone. Without its files it cannot be confirmed.
  const isLease = (file: string) => LEASE_FILES.some(({ name }) => name.test(file));
  for (const file of own.filter((file) => !isLease(file))) {
    await makeFolders(dirname(join(doomed, file)), files.makeFolder);
    await files.rename(join(directory, file), join(doomed, file));
  }
  for (const file of own.filter(isLease)) await rename(join(directory, file), join(doomed, file));
  await removeEmptyFolders(directory);
}
