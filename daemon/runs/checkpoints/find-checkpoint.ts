/** Which checkpoint of a run a choice means. A damaged one is an error: no other takes its place. */
import { basename, dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { runPaths } from '../directory/run-paths.ts';
import type { KeptSteps } from '../logs/log-fold.ts';
import { checkpointError, lostCheckpoint } from './checkpoint-error.ts';
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
import { lastLogged } from './logged-checkpoints.ts';

/** `latest`: the newest; `best`: the best by validation; a number: that step. */
export type CheckpointChoice = 'latest' | 'best' | number;

/**
 * @param choice null: the best, or the newest if no checkpoint is the best
 * @throws FlowscopeError `checkpoint` if there is none, or the one that is meant, or may be meant, is damaged or missing
 */
export async function findCheckpoint(directory: string, choice: CheckpointChoice | null): Promise<ReadManifest> {
  // Before the folder, to which training may be adding.
  const logged = typeof choice === 'number' ? NOTHING_LOGGED : lastLogged(runPaths(dirname(directory)).metrics);
  const folder = await readManifests(directory);
  if (choice === 'latest') return newestOf(folder, directory, logged.newest);
  if (typeof choice === 'number') {
    const found = ofStep(folder, choice);
    if (found !== null) return found;
    throw noCheckpoint(folder, directory, `There is no checkpoint of step ${choice}`);
  }
  let { best, doubt } = await presentBest(folder, directory, logged.best);
  // Training may have committed a better one since the folder was listed, and removed this one.
  if (doubt !== null && !folder.names.includes(basename(doubt.path))) {
    const again = await readManifests(directory);
    ({ best, doubt } = await presentBest(again, directory, logged.best));
    if (doubt !== null) throw lostCheckpoint(doubt.path, doubt.reason, again.manifests);
  }
  if (doubt !== null) throw checkpointError(doubt.path, `${doubt.reason}; it may belong to the best checkpoint`);
  if (best !== null) return best;
  if (choice === null) return newestOf(folder, directory, logged.newest);
  throw noCheckpoint(folder, directory, 'No checkpoint is marked as the best');
}

const NOTHING_LOGGED: KeptSteps = { newest: null, best: null };

/** The checkpoint of a step, or null. @throws FlowscopeError `checkpoint` if it is damaged */
export function ofStep({ manifests, unreadable }: ManifestFolder, step: number): ReadManifest | null {
  const damaged = unreadable.find((manifest) => manifest.step === step);
  const found = manifests.find((manifest) => manifest.step === step) ?? null;
  if (found === null && damaged !== undefined) throw checkpointError(damaged.path, damaged.reason);
  return found;
}

/**
 * The committed checkpoints of a run, ascending; `best` is true for at most one, the best of the run, and for none if
 * that one is damaged. Does not open the tensors, so their hashes are not checked.
 * @throws FlowscopeError `checkpoint` if the folder cannot be read
 */
export async function listCheckpoints(directory: string): Promise<readonly CheckpointInfo[]> {
  return committedIn(await readManifests(directory), directory);
}

/** Like `listCheckpoints`, for a folder that was read already. */
export async function committedIn(folder: ManifestFolder, directory: string): Promise<readonly CheckpointInfo[]> {
  const present = new Set(folder.names.map(stepOfTensors));
  const { best, doubt } = await bestOf(folder, directory);
  return folder.manifests
    .filter(({ step }) => present.has(step))
    .map(({ step, path, sha256, size, time }) => {
      return { step, path, sha256, size, best: doubt === null && step === best?.step, time };
    });
}

/** Like `bestOf`; a best checkpoint of which nothing is left is a doubt, too. @param logged step of the best in the log */
async function presentBest(folder: ManifestFolder, directory: string, logged: number | null): Promise<Best> {
  const { best, doubt } = await bestOf(folder, directory);
  return { best, doubt: doubt ?? (await missingBest(folder, directory, best, logged)) };
}

async function missingBest(
  { manifests, unreadable }: ManifestFolder,
  directory: string,
  best: ReadManifest | null,
  logged: number | null,
): Promise<DamagedCheckpoint | null> {
  const newest = manifests.at(-1);
  const isLogged = logged !== null && logged > (newest?.step ?? -1);
  const step = isLogged ? logged : await bestByState(newest);
  if (step === null || step <= (best?.step ?? -1)) return null;
  const path = manifestPath(directory, step);
  const by = isLogged ? 'the log' : 'the newest checkpoint';
  const reason = `it is missing, although ${by} names it as the best`;
  return unreadable.find((damaged) => damaged.step === step) ?? { step, path, reason };
}

async function bestByState(newest: ReadManifest | undefined): Promise<number | null> {
  if (newest === undefined || newest.best) return null;
  const { bestStepOf, readState } = await import('./checkpoint-state.ts');
  const state = await readState(newest.path);
  return state === null ? null : bestStepOf(state);
}

/** @param logged step of the newest in the log */
function newestOf(folder: ManifestFolder, directory: string, logged: number | null): ReadManifest {
  const newest = folder.manifests.at(-1);
  const damaged = folder.unreadable.toSorted((a, b) => a.step - b.step).at(-1);
  if (damaged !== undefined && damaged.step > (newest?.step ?? -1)) throw checkpointError(damaged.path, damaged.reason);
  if (logged !== null && logged > (newest?.step ?? -1)) {
    const reason = 'it is missing, although the log says that it was written';
    throw lostCheckpoint(manifestPath(directory, logged), reason, folder.manifests);
  }
  if (newest !== undefined) return newest;
  throw noCheckpoint(folder, directory, 'There is no checkpoint');
}

interface Best {
  readonly best: ReadManifest | null;
  readonly doubt: DamagedCheckpoint | null;
}

/**
 * The newest that is marked as the best. `doubt`: a newer one that cannot be read, unless its own state says that it was
 * not the best.
 */
async function bestOf({ manifests, unreadable }: ManifestFolder, directory: string): Promise<Best> {
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

/**
 * Error for a choice that names no checkpoint, with the steps that there are.
 * @param snapshots that can be used instead
 */
export function noCheckpoint(
  { manifests }: ManifestFolder,
  directory: string,
  message: string,
  snapshots: readonly { readonly step: number }[] = [],
): FlowscopeError {
  const steps = manifests.map(({ step }) => step).join(', ');
  const others =
    snapshots.length === 0 ? '' : ` and snapshots of steps ${snapshots.map(({ step }) => step).join(', ')}`;
  return new FlowscopeError('checkpoint', `${message} in ${directory}.`, {
    file: directory,
    hint:
      steps === ''
        ? 'The run has no checkpoint yet. If it stopped before its first one, train again.'
        : `The run has checkpoints of steps ${steps}${others}. Use one of them, or --checkpoint latest.`,
  });
}
