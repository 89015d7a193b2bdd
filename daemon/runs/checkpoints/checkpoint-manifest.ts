import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { readRunFile } from '../directory/run-file.ts';

/** What is known about a checkpoint without opening its tensors. */
export interface CheckpointInfo {
  readonly step: number;
  /** Path of the safetensors file. */
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** It was the best by validation when written. If several have this mark, the newest is the best of the run. */
  readonly best: boolean;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** `step-N.json`: its presence commits `step-N.safetensors`. */
export interface Manifest extends CheckpointInfo {
  /**
   * The old content while a checkpoint of the same step is being replaced, so that the manifest matches the file both
   * before and after the rename.
   */
  readonly replaces: { readonly sha256: string; readonly size: number } | null;
}

const MANIFEST_NAME = /^step-(\d{1,15})\.json$/;
const TENSORS_NAME = /^step-(\d{1,15})\.safetensors$/;
/** Their temporary names are ours too. */
export const CHECKPOINT_FILES: OwnFile = { folder: 'checkpoints', name: /^step-\d{1,15}\.(json|safetensors)$/ };
const MAXIMUM_MANIFEST_BYTES = 64 * 1024;

export function tensorsPath(directory: string, step: number): string {
  return join(directory, `step-${step}.safetensors`);
}

export function manifestPath(directory: string, step: number): string {
  return join(directory, `step-${step}.json`);
}

/** The step in the name of a tensors file; null for other names. */
export function stepOfTensors(name: string): number | null {
  const match = TENSORS_NAME.exec(name);
  return match === null ? null : Number(match[1]);
}

export function encodeManifest(manifest: Manifest): string {
  const { step, sha256, size, best, time, replaces } = manifest;
  return `${JSON.stringify({ v: 1, step, sha256, size, best, time, ...(replaces === null ? {} : { replaces }) })}\n`;
}

export interface ManifestFolder {
  /** Ascending steps. */
  readonly manifests: readonly Manifest[];
  /** Manifests that cannot be read, and why. */
  readonly unreadable: readonly { readonly step: number; readonly path: string; readonly reason: string }[];
  /** All names in the folder. */
  readonly names: readonly string[];
}

/** Reads the manifests in a checkpoints folder; a missing folder counts as empty. */
export async function readManifests(directory: string): Promise<ManifestFolder> {
  const isFolder = (await lstat(directory).catch(() => null))?.isDirectory() === true;
  // A link may lead to someone else's checkpoints.
  const names = isFolder ? await readdir(directory).catch(() => []) : [];
  const manifests: Manifest[] = [];
  const unreadable: { step: number; path: string; reason: string }[] = [];
  for (const name of names) {
    const match = MANIFEST_NAME.exec(name);
    if (match === null) continue;
    const step = Number(match[1]);
    const manifest = await readManifest(directory, step);
    if (typeof manifest === 'string') {
      unreadable.push({ step, path: join(directory, name), reason: manifest });
    } else if (manifest !== null) manifests.push(manifest);
  }
  manifests.sort((a, b) => a.step - b.step);
  return { manifests, unreadable, names };
}

/** The manifest of a step; the reason as text if it is damaged, null if it is missing. */
async function readManifest(directory: string, step: number): Promise<Manifest | string | null> {
  const path = manifestPath(directory, step);
  let value: unknown;
  try {
    const text = await readRunFile(path, MAXIMUM_MANIFEST_BYTES);
    if (text === null) return null;
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is not valid JSON';
    if (error instanceof FlowscopeError) return 'it is not a manifest file';
    // Removed since the folder was listed: the trainer keeps only the last few.
    return null;
  }
  if (!isJsonObject(value)) return 'it is not a JSON object';
  const { sha256, size, best, time, replaces } = value;
  if (value.step !== step || typeof sha256 !== 'string' || typeof size !== 'number') {
    return 'it lacks the step, size or SHA-256 of its checkpoint';
  }
  const old =
    isJsonObject(replaces) && typeof replaces.sha256 === 'string' && typeof replaces.size === 'number'
      ? { sha256: replaces.sha256, size: replaces.size }
      : null;
  return {
    step,
    path: tensorsPath(directory, step),
    sha256,
    size,
    best: best === true,
    time: typeof time === 'string' ? time : '',
    replaces: old,
  };
}

/**
 * The committed checkpoints of a run, ascending; `best` is true for at most one, the best of the run. Does not open the
 * tensors, so their hashes are not checked.
 */
export async function listCheckpoints(directory: string): Promise<readonly CheckpointInfo[]> {
  const { manifests, names } = await readManifests(directory);
  const present = new Set(names.map(stepOfTensors));
  const committed = manifests.filter(({ step }) => present.has(step));
  const best = committed.findLast((manifest) => manifest.best)?.step;
  return committed.map(({ step, path, sha256, size, time }) => ({
    step,
    path,
    sha256,
    size,
    best: step === best,
    time,
  }));
}
