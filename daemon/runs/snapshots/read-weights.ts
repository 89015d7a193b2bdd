/** The weights that an inspection is about: of a checkpoint, or of a snapshot. */
import { checkpointError } from '../checkpoints/checkpoint-error.ts';
import { type ReadManifest, readManifests } from '../checkpoints/checkpoint-manifest.ts';
import { type ReadOptions, readCheckpoint } from '../checkpoints/checkpoint-reader.ts';
import { type CheckpointChoice, findCheckpoint, noCheckpoint, ofStep } from '../checkpoints/find-checkpoint.ts';
import { readSafetensors } from '../checkpoints/safetensors.ts';
import type { SavedTensors } from '../checkpoints/tensor-file.ts';
import type { RunPaths } from '../directory/run-paths.ts';
import { findSnapshot, listSnapshots } from './snapshot-folder.ts';

type Folders = Pick<RunPaths, 'checkpoints' | 'snapshots'>;

/**
 * Like `findCheckpoint`, but a step without a checkpoint may have a snapshot.
 * @throws FlowscopeError `checkpoint` if there is neither, or the one that is meant is damaged or missing
 */
export async function findWeights(folders: Folders, choice: CheckpointChoice | null): Promise<ReadManifest> {
  return (await found(folders, choice)).manifest;
}

export interface Weights {
  readonly step: number;
  /** Path of the safetensors file. */
  readonly path: string;
  /** Of a snapshot: without the optimizer's, and only the averaged ones if training averages them. */
  readonly tensors: SavedTensors;
}

/** Reads and checks them. Errors as `findWeights`, and if the SHA-256 is not that of the manifest. */
export async function readWeights(
  folders: Folders,
  choice: CheckpointChoice | null,
  options: ReadOptions = {},
): Promise<Weights> {
  const { manifest, isSnapshot } = await found(folders, choice);
  if (!isSnapshot) return readCheckpoint(folders.checkpoints, choice, options);
  const { step, path, sha256 } = manifest;
  const file = await readSafetensors(path, options.keep);
  if (file.sha256 !== sha256) {
    throw checkpointError(path, `its SHA-256 is ${file.sha256}, the manifest says ${sha256}`);
  }
  return { step, path, tensors: file.tensors };
}

interface Found {
  readonly manifest: ReadManifest;
  readonly isSnapshot: boolean;
}

async function found({ checkpoints, snapshots }: Folders, choice: CheckpointChoice | null): Promise<Found> {
  if (typeof choice !== 'number') return { manifest: await findCheckpoint(checkpoints, choice), isSnapshot: false };
  const folder = await readManifests(checkpoints);
  const checkpoint = ofStep(folder, choice);
  if (checkpoint !== null) return { manifest: checkpoint, isSnapshot: false };
  const snapshot = await findSnapshot(snapshots, choice);
  if (snapshot === null) {
    const others = (await listSnapshots(snapshots)).snapshots;
    throw noCheckpoint(folder, checkpoints, `There is no checkpoint of step ${choice}`, others);
  }
  if ('reason' in snapshot) throw checkpointError(snapshot.path, snapshot.reason);
  return { manifest: snapshot, isSnapshot: true };
}
