/** Which checkpoint of a run a choice means. A damaged one is an error: no other takes its place. */
import { basename, dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { runPaths } from '../directory/run-paths.ts';
import type { KeptSteps } from '../logs/log-fold.ts';
import { unusableChoice } from './checkpoint-error.ts';
import {
  type DamagedCheckpoint,
  type ManifestFolder,
  manifestPath,
  type ReadManifest,
  readManifests,
  stepOfTensors,
} from './checkpoint-manifest.ts';
import { type Best, bestOf } from './list-checkpoints.ts';
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
    if (doubt !== null) throw unusable(again, doubt);
  }
  if (doubt !== null) {
    throw unusable(folder, { ...doubt, reason: `${doubt.reason}; it may belong to the best checkpoint` });
  }
  if (best !== null) return best;
  if (choice === null) return newestOf(folder, directory, logged.newest);
  throw noCheckpoint(folder, directory, 'No checkpoint is marked as the best');
}

const NOTHING_LOGGED: KeptSteps = { newest: null, best: null };

/** The checkpoint of a step, or null. @throws FlowscopeError `checkpoint` if it is damaged */
export function ofStep(folder: ManifestFolder, step: number): ReadManifest | null {
  const damaged = folder.unreadable.find((manifest) => manifest.step === step);
  const found = folder.manifests.find((manifest) => manifest.step === step) ?? null;
  if (found === null && damaged !== undefined) throw unusable(folder, damaged);
  return found;
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
  const isThere = manifests.some((manifest) => manifest.step === step);
  const reason = `it is ${isThere ? 'not marked as the best' : 'missing'}, although ${by} names it as the best`;
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
  if (damaged !== undefined && damaged.step > (newest?.step ?? -1)) throw unusable(folder, damaged);
  if (logged !== null && logged > (newest?.step ?? -1)) {
    const reason = 'it is missing, although the log says that it was written';
    throw unusable(folder, { step: logged, path: manifestPath(directory, logged), reason });
  }
  if (newest !== undefined) return newest;
  throw noCheckpoint(folder, directory, 'There is no checkpoint');
}

function unusable(folder: ManifestFolder, damaged: DamagedCheckpoint): FlowscopeError {
  const { step } = damaged;
  const present = new Set(folder.names.map(stepOfTensors));
  const isGone = !present.has(step) && !folder.names.includes(`step-${step}.json`);
  const others = folder.manifests.filter((other) => other.step !== step && present.has(other.step));
  return unusableChoice(damaged, isGone, others);
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
