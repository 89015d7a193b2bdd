import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { findNotFinite, type JsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { setAside } from '../directory/set-aside.ts';
import { discard, discardTemporary, type FileSystem, nodeFileSystem, replaceFile, stageFile } from '../file-system.ts';
import { makeRealFolder } from '../real-folder.ts';
import { writeError } from '../write-error.ts';
import {
  type CheckpointInfo,
  encodeManifest,
  isLeftOverCheckpoint,
  type Manifest,
  type ManifestFolder,
  manifestPath,
  readManifests,
  retiredPath,
  stepOfTensors,
  tensorsPath,
} from './checkpoint-manifest.ts';
import { STATE_KEY } from './checkpoint-state.ts';
import { readSafetensors, safetensorsChunks } from './safetensors.ts';
import type { SavedTensors } from './tensor-file.ts';

export interface CheckpointContent {
  /** Optimization steps done. */
  readonly step: number;
  /** `parameters/…`, `optimizer/m/…`, `optimizer/v/…`, `ema/…`, buffers. */
  readonly tensors: SavedTensors;
  /** JSON data without NaN or infinities, because a resume must get back exactly what was saved. */
  readonly state: JsonObject;
  /** This step has the lowest validation NLL so far. */
  readonly best: boolean;
}

/** Writes a run's checkpoints; only the holder of the run's lease opens it. */
export interface CheckpointStore {
  readonly directory: string;
  /**
   * Saves one checkpoint. It is durable once the promise resolves: by then the file and its manifest were renamed into
   * place and the folder was fsynced. Tensors must not change meanwhile. Make only one call at a time.
   * @throws FlowscopeError `disk-full` | `unwritable`: earlier checkpoints are intact, and the call may be repeated
   */
  write(content: CheckpointContent): Promise<CheckpointInfo>;
  /**
   * Moves checkpoints after `step` aside: a resume from `step` skipped them and will write them again.
   * @returns the folder that has them now, or null if there were none
   */
  setAsideAfter(step: number): Promise<string | null>;
}

export interface CheckpointStoreOptions {
  /** Number of newest checkpoints to keep, ≥ 1, in addition to the best. */
  readonly keep: number;
  readonly files?: FileSystem;
  readonly now?: () => Date;
}

const NO_LINK = 'Checkpoints are never written through a symbolic link: replace it with a folder.';

/** Opens or creates the folder, and removes temporary and uncommitted files that a killed writer left behind. */
export async function openCheckpointStore(
  directory: string,
  options: CheckpointStoreOptions,
): Promise<CheckpointStore> {
  const { keep, files = nodeFileSystem, now = () => new Date() } = options;
  if (!Number.isSafeInteger(keep) || keep < 1) throw new RangeError(`keep must be an integer ≥ 1, found ${keep}`);
  await makeRealFolder(files, directory, NO_LINK);
  await cleanUp(files, directory, await readManifests(directory));
  return {
    directory,
    async write(content) {
      const info = await commit(files, directory, content, now());
      await prune(files, directory, keep);
      return info;
    },
    async setAsideAfter(step) {
      const { manifests, unreadable } = await readManifests(directory);
      const later = [...manifests, ...unreadable].filter((entry) => entry.step > step);
      const paths = later.flatMap((entry) => [manifestPath(directory, entry.step), tensorsPath(directory, entry.step)]);
      return setAside(dirname(directory), paths, { files, now: now() });
    },
  };
}

async function cleanUp(files: FileSystem, directory: string, folder: ManifestFolder): Promise<void> {
  const { manifests, unreadable, names } = folder;
  const committed = new Set([...manifests, ...unreadable].map(({ step }) => step));
  const uncommitted = names.filter((name) => {
    const step = stepOfTensors(name);
    return step !== null && !committed.has(step);
  });
  for (const name of uncommitted) await discard(files, join(directory, name));
  await removeTemporaryFiles(directory, files);
}

/**
 * Removes temporary files that a killed writer left, and nothing that a checkpoint may need. Only the holder of the
 * lease calls it.
 * @returns their names
 */
export async function removeTemporaryFiles(
  directory: string,
  files: FileSystem = nodeFileSystem,
): Promise<readonly string[]> {
  const { names } = await readManifests(directory);
  // Some say that the tensors beside them were superseded.
  const steps = names.map(stepOfTensors).filter((step) => step !== null);
  const needed = new Set(steps.map((step) => basename(retiredPath(directory, step))));
  const removed = names.filter((name) => isLeftOverCheckpoint(name) && !needed.has(name));
  for (const name of removed) await discard(files, join(directory, name));
  return removed;
}

async function commit(
  files: FileSystem,
  directory: string,
  content: CheckpointContent,
  time: Date,
): Promise<CheckpointInfo> {
  const { step, tensors, state } = content;
  const notFinite = findNotFinite(state);
  if (notFinite !== null) {
    throw new FlowscopeError('checkpoint', `The training state cannot be saved: state${notFinite} is not finite.`);
  }
  const path = tensorsPath(directory, step);
  const hash = createHash('sha256');
  let size = 0;
  const metadata = { format: 'flowscope', [STATE_KEY]: JSON.stringify(state) };
  const temporary = await stageFile(
    files,
    path,
    observed(safetensorsChunks(tensors, metadata), (bytes) => {
      hash.update(bytes);
      size += bytes.length;
    }),
  );
  const sha256 = hash.digest('hex');
  const { manifests } = await readManifests(directory);
  const old = manifests.find((manifest) => manifest.step === step);
  // Saved twice at one step (a stop right after a resume): the parameters are the same, so it is still the best.
  const best = content.best || old?.best === true;
  const info: CheckpointInfo = { step, path, sha256, size, best, time: time.toISOString() };
  const replaces = old === undefined ? null : await contentOf(old);
  try {
    if (replaces === null) await publish(files, temporary, { ...info, replaces });
    else await exchange(files, temporary, { ...info, replaces });
  } catch (error) {
    await discardTemporary(files, temporary);
    throw writeError(error, path);
  }
  return info;
}

/** Writes a new step: first the tensors, then the manifest that commits them. */
async function publish(files: FileSystem, temporary: string, manifest: Manifest): Promise<void> {
  const directory = dirname(manifest.path);
  await files.rename(temporary, manifest.path);
  try {
    await replaceFile(files, manifestPath(directory, manifest.step), encodeManifest(manifest));
  } catch (error) {
    await discard(files, manifestPath(directory, manifest.step));
    await discard(files, manifest.path);
    throw error;
  }
}

/**
 * Replaces an existing step: first the manifest, which matches both contents, so the rename cannot lose the old one.
 */
async function exchange(files: FileSystem, temporary: string, manifest: Manifest): Promise<void> {
  const directory = dirname(manifest.path);
  await replaceFile(files, manifestPath(directory, manifest.step), encodeManifest(manifest));
  await files.rename(temporary, manifest.path);
  await files.syncDirectory(directory);
}

/** Which content of `old` is on disk: after an interrupted exchange it may be the replaced one. */
async function contentOf(old: Manifest): Promise<{ sha256: string; size: number } | null> {
  const { sha256, size, replaces } = old;
  if (replaces === null) return { sha256, size };
  const onDisk = await readSafetensors(old.path, () => false).catch(() => null);
  return onDisk?.sha256 === replaces.sha256 ? replaces : { sha256, size };
}

/** Keeps the newest `keep` and the best, and nothing of a writer that was replaced and continued for a moment. */
async function prune(files: FileSystem, directory: string, keep: number): Promise<void> {
  const folder = await readManifests(directory);
  const { manifests } = folder;
  await cleanUp(files, directory, folder);
  const best = manifests.findLast((manifest) => manifest.best);
  const superseded = manifests.slice(0, -keep).filter((manifest) => manifest !== best);
  await removeCheckpoints(
    files,
    directory,
    superseded.map(({ step }) => step),
  );
}

async function removeCheckpoints(files: FileSystem, directory: string, steps: readonly number[]): Promise<void> {
  for (const step of steps) {
    try {
      // In one step it is no checkpoint any more. What a crash leaves then is removed when the folder is opened again.
      await files.rename(manifestPath(directory, step), retiredPath(directory, step));
      await files.remove(tensorsPath(directory, step));
      await files.remove(retiredPath(directory, step));
    } catch (error) {
      // The new checkpoint is safe; removing the old one is tried again after the next write.
      if (systemCode(error) === null) throw error;
    }
  }
}

function* observed(chunks: Iterable<Uint8Array>, observe: (bytes: Uint8Array) => void): Generator<Uint8Array> {
  for (const chunk of chunks) {
    observe(chunk);
    yield chunk;
  }
}
