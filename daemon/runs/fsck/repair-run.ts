import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { removeTemporaryFiles } from '../checkpoints/checkpoint-store.ts';
import { removeLeftOvers } from '../directory/left-overs.ts';
import { runPaths, SNAPSHOTS } from '../directory/run-paths.ts';
import { type FileSystem, fenced, nodeFileSystem } from '../file-system.ts';
import { acquireLease } from '../lease/lease.ts';
import { isLeaseLost } from '../lease/lease-check.ts';
import { removeTemporarySnapshots } from '../snapshots/snapshot-store.ts';
import { type CheckedRun, checkRun } from './check-run.ts';
import { type FileState, fileState, isDamage } from './file-state.ts';

/**
 * Repairs what can be rebuilt from other files of the run. Damaged files are moved aside, never deleted. A file whose
 * repair fails is damaged, for that reason.
 * @param more repairs that need more than the run directory
 * @returns the files after it, repaired ones as `rebuilt` @throws FlowscopeError `run-locked`, `lease-lost`
 */
export async function repairRun(
  directory: string,
  more: (checked: CheckedRun) => readonly Required<Pick<FileState, 'path' | 'repair'>>[],
): Promise<CheckedRun> {
  const done = new Map<string, string>();
  const failed = new Map<string, string>();
  let leftOvers: readonly string[] = [];
  const lease = await acquireLease(directory);
  try {
    // We hold it, so nobody trains the run: what its logs lack will not come.
    const before = await checkRun(directory, false);
    const fence = { files: fenced(nodeFileSystem, lease.confirm), confirm: lease.confirm };
    const repairs = [...before.files, ...more(before)];
    for (const { path, repair } of repairs) {
      if (repair === undefined) continue;
      try {
        done.set(path, await repair(fence));
      } catch (error) {
        if (isLeaseLost(error) || !(error instanceof FlowscopeError)) throw error;
        failed.set(path, error.message);
      }
    }
    leftOvers = await removeLeft(directory, fence.files);
  } finally {
    lease.release();
  }
  // While it is held, the run counts as being trained, and its log may lag behind.
  const after = await checkRun(directory);
  return {
    ...after,
    files: [
      ...after.files.map((file) => {
        const [reason, problem] = [done.get(file.path), failed.get(file.path)];
        if (problem !== undefined) return fileState(file.path, 'damaged', problem);
        return reason === undefined || isDamage(file) ? file : fileState(file.path, 'rebuilt', reason);
      }),
      ...leftOvers.map((path) => fileState(path, 'ok', 'a killed writer had left it: it was removed')),
    ],
  };
}

/** @returns paths relative to the run, with `/` */
async function removeLeft(directory: string, files: FileSystem): Promise<readonly string[]> {
  const { checkpoints, snapshots } = runPaths(directory);
  // A folder that cannot be read has its own state.
  const noneIfDamaged = (error: unknown) => {
    if (error instanceof FlowscopeError) return [];
    throw error;
  };
  const ofCheckpoints = await removeTemporaryFiles(checkpoints, files).catch(noneIfDamaged);
  const ofSnapshots = await removeTemporarySnapshots(snapshots, files).catch(noneIfDamaged);
  return [
    ...(await removeLeftOvers(directory, files)),
    ...ofCheckpoints.map((name) => `checkpoints/${name}`),
    ...ofSnapshots.map((name) => `${SNAPSHOTS}/${name}`),
  ];
}
