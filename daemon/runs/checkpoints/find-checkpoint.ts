/** Which checkpoint of a run a choice means. A damaged one is an error: no other takes its place. */
import { dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { runPaths } from '../directory/run-paths.ts';
import type { KeptSteps } from '../logs/log-fold.ts';
import { checkpointError } from './checkpoint-error.ts';
import {
  type CheckpointInfo,
  type DamagedCheckpoint,
  type ManifestFolder,
  manifestPath,
  type ReadManifest,
  readManifests,
  stepOfTensors,
  tensorsPath,
} from './checkpoint-manifest.ts';

/** `latest`: the newest; `best`: the best by validation; a number: that step. */
export type CheckpointChoice = 'latest' | 'best' | number;

/**
 * @param choice null: the best, or the newest if no checkpoint is the best
 * @throws FlowscopeError `checkpoint` if there is none, or the one that is meant, or may be meant, is damaged
 */
export async function findCheckpoint(directory: string, choice: CheckpointChoice | null): Promise<ReadManifest> {
  // Before the folder, to which training may be adding.
  const logged = typeof choice === 'number' ? null : await lastLogged(directory);
  const folder = await readManifests(directory);
  const { manifests, unreadable } = folder;
  if (choice === 'latest') return newestOf(folder, directory, logged?.newest ?? null);
  if (typeof choice === 'number') {
    const found = manifests.find(({ step }) => step === choice);
    if (found !== undefined) return found;
    const damaged = unreadable.find(({ step }) => step === choice);
    if (damaged !== undefined) throw checkpointError(damaged.path, damaged.reason);
    throw none(folder, directory, `There is no checkpoint of step ${choice}`);
  }
  const { best, doubt } = await bestOf(folder, directory);
  if (doubt !== null) throw checkpointError(doubt.path, `${doubt.reason}; it may belong to the best checkpoint`);
  const expected = logged?.best ?? null;
  if (expected !== null && expected > (best?.step ?? -1)) {
    throw checkpointError(
      manifestPath(directory, expected),
      'it is missing, although the log says that it is the best',
    );
  }
  if (best !== null) return best;
  if (choice === null) return newestOf(folder, directory, logged?.newest ?? null);
  throw none(folder, directory, 'No checkpoint is marked as the best');
}

/**
 * The committed checkpoints of a run, ascending; `best` is true for at most one, the best of the run, and for none if
 * that one is damaged. Does not open the tensors, so their hashes are not checked.
 * @throws FlowscopeError `checkpoint` if the folder cannot be read
 */
export async function listCheckpoints(directory: string): Promise<readonly CheckpointInfo[]> {
  return committedIn(await readManifests(directory), directory);
}

/** The same of a folder that has been read. */
export async function committedIn(folder: ManifestFolder, directory: string): Promise<readonly CheckpointInfo[]> {
  const present = new Set(folder.names.map(stepOfTensors));
  const { best, doubt } = await bestOf(folder, directory);
  return folder.manifests
    .filter(({ step }) => present.has(step))
    .map(({ step, path, sha256, size, time }) => {
      return { step, path, sha256, size, best: doubt === null && step === best?.step, time };
    });
}

/** As the run's log has it. */
async function lastLogged(directory: string): Promise<KeptSteps> {
  const { keptSteps, loggedCheckpoints } = await import('./logged-checkpoints.ts');
  return keptSteps(loggedCheckpoints(runPaths(dirname(directory)).metrics));
}

/** @param logged step of the newest in the log */
function newestOf(folder: ManifestFolder, directory: string, logged: number | null): ReadManifest {
  const newest = folder.manifests.at(-1);
  const damaged = folder.unreadable.toSorted((a, b) => a.step - b.step).at(-1);
  if (damaged !== undefined && damaged.step > (newest?.step ?? -1)) throw checkpointError(damaged.path, damaged.reason);
  if (logged !== null && logged > (newest?.step ?? -1)) {
    throw checkpointError(manifestPath(directory, logged), 'it is missing, although the log says that it was written');
  }
  if (newest !== undefined) return newest;
  throw none(folder, directory, 'There is no checkpoint');
}

/**
 * The newest that is marked as the best. `doubt`: a newer one that cannot be read, unless its own state says that it was
 * not the best.
 */
async function bestOf(
  { manifests, unreadable }: ManifestFolder,
  directory: string,
): Promise<{ readonly best: ReadManifest | null; readonly doubt: DamagedCheckpoint | null }> {
  const best = manifests.findLast((manifest) => manifest.best) ?? null;
  for (const damaged of unreadable) {
    if (damaged.step <= (best?.step ?? -1)) continue;
    // Only for damaged checkpoints: listing runs loads little code.
    const { mayBeBest, readState } = await import('./checkpoint-state.ts');
    const state = await readState(tensorsPath(directory, damaged.step));
    if (state === null || mayBeBest(state, damaged.step)) return { best, doubt: damaged };
  }
  return { best, doubt: null };
}

function none({ manifests }: ManifestFolder, directory: string, message: string): FlowscopeError {
  const steps = manifests.map(({ step }) => step).join(', ');
  return new FlowscopeError('checkpoint', `${message} in ${directory}.`, {
    file: directory,
    hint:
      steps === ''
        ? 'The run has no checkpoint yet. If it stopped before its first one, train again.'
        : `The run has checkpoints of steps ${steps}. Use one of them, or --checkpoint latest.`,
  });
}
