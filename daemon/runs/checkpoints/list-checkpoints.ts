import {
  type CheckpointInfo,
  type DamagedCheckpoint,
  type ManifestFolder,
  type ReadManifest,
  readManifests,
  stepOfTensors,
  tensorsPath,
} from './checkpoint-manifest.ts';

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

export interface Best {
  readonly best: ReadManifest | null;
  readonly doubt: DamagedCheckpoint | null;
}

/**
 * The newest that is marked as the best. `doubt`: a newer one that cannot be read, unless its own state says that it was
 * not the best.
 */
export async function bestOf({ manifests, unreadable }: ManifestFolder, directory: string): Promise<Best> {
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
