import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  encodeManifest,
  isLeftOverCheckpoint,
  manifestPath,
  namesIn,
  type ReadManifest,
  stepOfTensors,
  tensorsPath,
} from '../checkpoints/checkpoint-manifest.ts';
import { safetensorsChunks } from '../checkpoints/safetensors.ts';
import type { SavedTensors } from '../checkpoints/tensor-file.ts';
import { setAside } from '../directory/set-aside.ts';
import { discard, discardTemporary, type FileSystem, nodeFileSystem, stageFile } from '../file-system.ts';
import { makeRealFolder } from '../real-folder.ts';
import { writeError } from '../write-error.ts';
import { readSnapshotManifests } from './snapshot-folder.ts';

/** Writes a run's snapshots; only the holder of the run's lease opens it. */
export interface SnapshotStore {
  /** Whether this step gets a snapshot and has none yet. */
  due(step: number): boolean;
  /** The first step after this one that gets a snapshot; Infinity: none. */
  next(step: number): number;
  /**
   * Saves the weights of a step. Nothing is fsynced: after a power loss a snapshot may be damaged, which its SHA-256 shows.
   * @throws FlowscopeError `disk-full` | `unwritable`: earlier snapshots are intact, and the call may be repeated
   */
  write(step: number, weights: SavedTensors): Promise<void>;
}

export interface SnapshotStoreOptions {
  /** Steps that get a snapshot, ascending. */
  readonly steps: readonly number[];
  /** The step that training continues from: it writes later snapshots again. */
  readonly from: number;
  /** true: later snapshots are moved aside instead of removed, because the resume skipped checkpoints as well. */
  readonly keepLater: boolean;
  readonly files?: FileSystem;
  readonly now?: () => Date;
}

const NO_LINK = 'Snapshots are never written through a symbolic link: replace it with a folder.';

/**
 * Removes what a killed writer left behind and what training will write again, and moves aside what cannot be used. The
 * folder is made with the first snapshot.
 * @throws FlowscopeError `checkpoint` if the folder cannot be read; `disk-full` | `unwritable`
 */
export async function openSnapshotStore(directory: string, options: SnapshotStoreOptions): Promise<SnapshotStore> {
  const { steps, files = nodeFileSystem, now = () => new Date() } = options;
  const written = await tidied(directory, options);
  let isMade = false;
  return {
    due: (step) => !written.has(step) && steps.includes(step),
    next: (step) => steps.find((other) => other > step) ?? Number.POSITIVE_INFINITY,
    async write(step, weights) {
      if (!isMade) await makeRealFolder(files, directory, NO_LINK);
      isMade = true;
      await commit(files, directory, step, weights, now());
      written.add(step);
    },
  };
}

/** @returns the steps whose snapshots stay */
async function tidied(directory: string, options: SnapshotStoreOptions): Promise<Set<number>> {
  const { from, keepLater, files = nodeFileSystem, now = () => new Date() } = options;
  const { manifests, unreadable, names } = await readSnapshotManifests(directory);
  const stays = new Set<number>();
  const again: number[] = [];
  const aside = unreadable.map(({ step }) => step);
  for (const manifest of manifests) {
    if (manifest.step > from && !keepLater) again.push(manifest.step);
    else if (manifest.step > from || !(await isWhole(manifest))) aside.push(manifest.step);
    else stays.add(manifest.step);
  }
  const pathsOf = (step: number) => [manifestPath(directory, step), tensorsPath(directory, step)];
  await setAside(dirname(directory), aside.flatMap(pathsOf), { files, now: now() });
  for (const path of again.flatMap(pathsOf)) await discard(files, path);
  await removeUncommitted(directory, names, files);
  await removeTemporarySnapshots(directory, files);
  return stays;
}

/** Removes tensors that were not committed. */
async function removeUncommitted(directory: string, names: readonly string[], files: FileSystem): Promise<void> {
  const known = new Set(names);
  for (const name of names) {
    const step = stepOfTensors(name);
    if (step === null || known.has(basename(manifestPath(directory, step)))) continue;
    await discard(files, join(directory, name));
  }
}

/**
 * Removes temporary files that a killed writer left. Only the holder of the lease calls it.
 * @returns their names
 * @throws FlowscopeError `checkpoint` if the folder cannot be read
 */
export async function removeTemporarySnapshots(
  directory: string,
  files: FileSystem = nodeFileSystem,
): Promise<readonly string[]> {
  const removed = (await namesIn(directory)).filter(isLeftOverCheckpoint);
  for (const name of removed) await discard(files, join(directory, name));
  return removed;
}

/** Whether its tensors have the size that they were written with. A power loss leaves them shorter. */
async function isWhole({ path, size }: ReadManifest): Promise<boolean> {
  const status = await lstat(path).catch(() => null);
  return status?.isFile() === true && status.size === size;
}

async function commit(files: FileSystem, directory: string, step: number, weights: SavedTensors, time: Date) {
  const path = tensorsPath(directory, step);
  const hash = createHash('sha256');
  let size = 0;
  const observed = function* () {
    for (const chunk of safetensorsChunks(weights, { format: 'flowscope' })) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await put(files, path, observed());
  const info = { step, path, sha256: hash.digest('hex'), size, best: false, time: time.toISOString(), replaces: null };
  try {
    await put(files, manifestPath(directory, step), [Buffer.from(encodeManifest(info))]);
  } catch (error) {
    await discard(files, path);
    throw error;
  }
}

async function put(files: FileSystem, path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const temporary = await stageFile(files, path, chunks, false);
  try {
    await files.rename(temporary, path);
  } catch (error) {
    await discardTemporary(files, temporary);
    throw writeError(error, path);
  }
}
