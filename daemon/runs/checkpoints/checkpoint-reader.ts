import { isJsonObject, type JsonObject, parseJson } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { checkpointError } from './checkpoint-error.ts';
import { type CheckpointInfo, type Manifest, readManifests } from './checkpoint-manifest.ts';
import { readSafetensors } from './safetensors.ts';
import type { SavedTensors } from './tensor-file.ts';

/** Key of the state record in the file's metadata. */
export const STATE_KEY = 'flowscope.state';

export interface Checkpoint extends CheckpointInfo {
  readonly tensors: SavedTensors;
  /** Everything else that a resume needs, as passed to the writer. */
  readonly state: JsonObject;
}

/** A checkpoint that was skipped because it is damaged. */
export interface SkippedCheckpoint {
  readonly step: number;
  readonly path: string;
  readonly reason: string;
}

export interface ReadOptions {
  /** Tensors to keep in memory, by name; default all. The hash always covers the whole file. */
  readonly keep?: (name: string) => boolean;
}

export type CheckpointChoice = 'latest' | 'best' | number;

export interface ReadCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Newer checkpoints that were damaged (only for `latest`), newest first. */
  readonly skipped: readonly SkippedCheckpoint[];
}

/**
 * The newest checkpoint whose hash matches, and which newer ones were skipped and why; null if none can be read.
 * Safe while the run trains: a checkpoint that the trainer removes meanwhile does not count as damaged.
 */
export async function readNewest(
  directory: string,
  options: ReadOptions = {},
): Promise<{ readonly checkpoint: Checkpoint | null; readonly skipped: readonly SkippedCheckpoint[] }> {
  for (let attempt = 1; ; attempt++) {
    const { manifests, unreadable } = await readManifests(directory);
    const skipped: SkippedCheckpoint[] = unreadable.map((entry) => ({ ...entry }));
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
 * @param choice `latest`: the newest whose hash matches; `best`: the best by validation; a number: that step
 * @throws FlowscopeError `checkpoint` if there is none, or the requested one is damaged (`best` and steps never fall
 * back)
 */
export async function readCheckpoint(
  directory: string,
  choice: CheckpointChoice,
  options: ReadOptions = {},
): Promise<ReadCheckpoint> {
  for (let attempt = 1; ; attempt++) {
    const before = (await readManifests(directory)).manifests;
    try {
      return await readOnce(directory, choice, options);
    } catch (error) {
      // The trainer may just have removed a superseded best.
      if (attempt === 3 || (await unchanged(directory, before))) throw error;
    }
  }
}

async function readOnce(directory: string, choice: CheckpointChoice, options: ReadOptions): Promise<ReadCheckpoint> {
  if (choice === 'latest') {
    const { checkpoint, skipped } = await readNewest(directory, options);
    if (checkpoint !== null) return { checkpoint, skipped };
    const first = skipped[0];
    if (first !== undefined) throw checkpointError(first.path, first.reason);
    throw noCheckpoint(
      directory,
      'There is no checkpoint',
      'The run stopped before its first checkpoint: train again.',
    );
  }
  const { manifests, unreadable } = await readManifests(directory);
  const manifest =
    choice === 'best' ? manifests.findLast(({ best }) => best) : manifests.find(({ step }) => step === choice);
  if (manifest !== undefined) {
    const result = await tryRead(manifest, options);
    if ('reason' in result) throw checkpointError(result.path, result.reason);
    return { checkpoint: result, skipped: [] };
  }
  const damaged = unreadable.find(({ step }) => step === choice);
  if (damaged !== undefined) throw checkpointError(damaged.path, damaged.reason);
  const steps = manifests.map(({ step }) => step).join(', ');
  throw noCheckpoint(
    directory,
    choice === 'best' ? 'No checkpoint is marked as the best' : `There is no checkpoint of step ${choice}`,
    steps === ''
      ? 'The run has no checkpoint yet.'
      : `The run has checkpoints of steps ${steps}. Use one of them, or --checkpoint latest.`,
  );
}

function noCheckpoint(directory: string, message: string, hint: string): FlowscopeError {
  return new FlowscopeError('checkpoint', `${message} in ${directory}.`, { file: directory, hint });
}

async function tryRead(manifest: Manifest, options: ReadOptions): Promise<Checkpoint | SkippedCheckpoint> {
  const { step, path } = manifest;
  try {
    const file = await readSafetensors(path, options.keep);
    const fits = [manifest, manifest.replaces].some((known) => known?.sha256 === file.sha256);
    if (!fits) return { step, path, reason: `its SHA-256 is ${file.sha256}, the manifest says ${manifest.sha256}` };
    const state = parseState(file.metadata[STATE_KEY]);
    if (state === null) return { step, path, reason: 'it holds no training state' };
    const { best, time } = manifest;
    return { step, path, sha256: file.sha256, size: file.size, best, time, tensors: file.tensors, state };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    const prefix = `Cannot read ${path}: `;
    const text = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
    return { step, path, reason: text.replace(/\.$/, '') };
  }
}

function parseState(text: string | undefined): JsonObject | null {
  if (text === undefined) return null;
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
