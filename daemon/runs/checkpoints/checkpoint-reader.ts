import type { JsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { unusableChoice } from './checkpoint-error.ts';
import {
  type CheckpointInfo,
  type DamagedCheckpoint,
  type Manifest,
  readManifests,
  reasonOf,
} from './checkpoint-manifest.ts';
import { stateOf } from './checkpoint-state.ts';
import { type CheckpointChoice, findCheckpoint } from './find-checkpoint.ts';
import { readSafetensors } from './safetensors.ts';
import type { SavedTensors } from './tensor-file.ts';

export interface Checkpoint extends CheckpointInfo {
  readonly tensors: SavedTensors;
  /** Everything else that a resume needs, as passed to the writer. */
  readonly state: JsonObject;
}

export interface ReadOptions {
  /** Tensors to keep in memory, by name; default all. The hash always covers the whole file. */
  readonly keep?: (name: string) => boolean;
}

/**
 * The newest checkpoint whose hash matches, and which newer ones were skipped and why; null if none can be read.
 * Safe while the run trains: a checkpoint that the trainer removes meanwhile does not count as damaged.
 * @throws FlowscopeError `checkpoint` if the folder cannot be read
 */
export async function readNewest(
  directory: string,
  options: ReadOptions = {},
): Promise<{ readonly checkpoint: Checkpoint | null; readonly skipped: readonly DamagedCheckpoint[] }> {
  for (let attempt = 1; ; attempt++) {
    const { manifests, unreadable } = await readManifests(directory);
    const skipped = [...unreadable];
    let checkpoint: Checkpoint | null = null;
    for (const manifest of manifests.toReversed()) {
      const result = await tryRead(manifest, options);
      if ('reason' in result) skipped.push(result);
      else {
        checkpoint = result;
        break;
      }
    }
    const step = checkpoint?.step ?? -1;
    const newer = skipped.filter((entry) => entry.step > step).sort((a, b) => b.step - a.step);
    if (newer.length === 0 || attempt === 3 || (await unchanged(directory, manifests))) {
      return { checkpoint, skipped: newer };
    }
  }
}

async function unchanged(directory: string, before: readonly Manifest[]): Promise<boolean> {
  const { manifests } = await readManifests(directory);
  return manifests.map(({ sha256 }) => sha256).join() === before.map(({ sha256 }) => sha256).join();
}

/**
 * @param choice null: the best, or the newest if no checkpoint is the best
 * @throws FlowscopeError `checkpoint` if there is none, or the one that is meant is damaged: it never falls back
 */
export async function readCheckpoint(
  directory: string,
  choice: CheckpointChoice | null,
  options: ReadOptions = {},
): Promise<Checkpoint> {
  for (let attempt = 1; ; attempt++) {
    const before = (await readManifests(directory)).manifests;
    try {
      const result = await tryRead(await findCheckpoint(directory, choice), options);
      if ('reason' in result) {
        throw unusableChoice(
          result,
          false,
          before.filter(({ step }) => step !== result.step),
        );
      }
      return result;
    } catch (error) {
      // The trainer may just have removed a superseded best.
      if (attempt === 3 || (await unchanged(directory, before))) throw error;
    }
  }
}

async function tryRead(manifest: Manifest, options: ReadOptions): Promise<Checkpoint | DamagedCheckpoint> {
  const { step, path } = manifest;
  try {
    const file = await readSafetensors(path, options.keep);
    const fits = [manifest, manifest.replaces].some((known) => known?.sha256 === file.sha256);
    if (!fits) return { step, path, reason: `its SHA-256 is ${file.sha256}, the manifest says ${manifest.sha256}` };
    const state = stateOf(file.metadata);
    if (state === null) return { step, path, reason: 'it holds no training state' };
    const { best, time } = manifest;
    return { step, path, sha256: file.sha256, size: file.size, best, time, tensors: file.tensors, state };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return { step, path, reason: reasonOf(error) };
  }
}
