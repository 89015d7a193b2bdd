import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isJsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { encodeChecked, parseChecked } from '../directory/checked-json.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { readRunFile } from '../directory/run-file.ts';
import { temporaryTarget } from '../file-system.ts';
import { checkpointError } from './checkpoint-error.ts';
import { loggedCheckpoints } from './logged-checkpoints.ts';

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

/** The name of a manifest while its checkpoint is being removed: the tensors beside it are not lost, but superseded. */
export function retiredPath(directory: string, step: number): string {
  return join(directory, `.step-${step}.json.tmp`);
}

/** Whether a killed writer left this file of a folder of checkpoints or snapshots: only the holder of the lease may ask, since it knows that it writes none. */
export function isLeftOverCheckpoint(name: string): boolean {
  const target = temporaryTarget(name);
  return target !== null && CHECKPOINT_FILES.name.test(target);
}

/** The step in the name of a manifest; null for other names. */
export function stepOfManifest(name: string): number | null {
  const match = MANIFEST_NAME.exec(name);
  return match === null ? null : Number(match[1]);
}

/** The step in the name of a tensors file; null for other names. */
export function stepOfTensors(name: string): number | null {
  const match = TENSORS_NAME.exec(name);
  return match === null ? null : Number(match[1]);
}

export function encodeManifest(manifest: Manifest): string {
  const { step, sha256, size, best, time, replaces } = manifest;
  return encodeChecked({ step, sha256, size, best, time, ...(replaces === null ? {} : { replaces }) });
}

const KEYS = ['step', 'sha256', 'size', 'best', 'time', 'replaces'];

/** A manifest from disk. */
export interface ReadManifest extends Manifest {
  /** Its checksum was checked; false: an older version wrote it without one. */
  readonly verified: boolean;
}

/** A checkpoint that was committed but cannot be used as it is. */
export interface DamagedCheckpoint {
  readonly step: number;
  /** The file that is damaged, cannot be read, or is missing. */
  readonly path: string;
  readonly reason: string;
}

export interface ManifestFolder {
  /** Ascending steps. */
  readonly manifests: readonly ReadManifest[];
  /** Manifests that cannot be read, and those that are missing although the run's log says that they were written. */
  readonly unreadable: readonly DamagedCheckpoint[];
  /** All names in the folder. */
  readonly names: readonly string[];
}

/**
 * Reads the manifests in a checkpoints folder; a missing folder counts as empty.
 * @throws FlowscopeError `checkpoint` if it cannot be read or is not a folder
 */
export async function readManifests(directory: string): Promise<ManifestFolder> {
  const names = await namesIn(directory);
  const manifests: ReadManifest[] = [];
  const unreadable: DamagedCheckpoint[] = [];
  for (const name of names) {
    const step = stepOfManifest(name);
    if (step === null) continue;
    const manifest = await readManifest(directory, step);
    if (typeof manifest === 'string') {
      unreadable.push({ step, path: join(directory, name), reason: manifest });
    } else if (manifest !== null) manifests.push(manifest);
  }
  manifests.sort((a, b) => a.step - b.step);
  return { manifests, unreadable: [...unreadable, ...(await withoutManifest(directory, names))], names };
}

/**
 * The names in a folder of checkpoints or snapshots; none if it is missing.
 * @throws FlowscopeError `checkpoint` if it cannot be read or is not a folder
 */
export async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    // A link may lead to someone else's checkpoints.
    if (!(await lstat(directory)).isDirectory()) throw checkpointError(directory, 'it is not a folder');
    return await readdir(directory);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return [];
    throw error instanceof FlowscopeError ? error : checkpointError(directory, `it cannot be opened (${code})`, error);
  }
}

/**
 * A killed writer leaves tensors that it had not committed. If the log says that they were, the manifest was lost. The
 * log is read only if there are such tensors.
 */
async function withoutManifest(directory: string, names: readonly string[]): Promise<readonly DamagedCheckpoint[]> {
  const orphans = orphansIn(directory, names);
  if (orphans.length === 0) return [];
  const logged = loggedCheckpoints(join(dirname(directory), 'metrics.jsonl')).entries;
  const lost = orphans.filter((step) => logged.has(step));
  if (lost.length === 0) return [];
  // A trainer may have committed or removed it since the folder was listed.
  const still = new Set(orphansIn(directory, await namesIn(directory)));
  return lost
    .filter((step) => still.has(step))
    .map((step) => ({ step, path: manifestPath(directory, step), reason: 'it is missing' }));
}

function orphansIn(directory: string, names: readonly string[]): readonly number[] {
  const known = new Set(names);
  return names
    .map(stepOfTensors)
    .filter((step) => step !== null)
    .filter((step) => ![manifestPath, retiredPath].some((path) => known.has(basename(path(directory, step)))));
}

/** The manifest of a step; the reason as text if it is damaged, null if it is missing. */
export async function readManifest(directory: string, step: number): Promise<ReadManifest | string | null> {
  const path = manifestPath(directory, step);
  let text: string | null;
  try {
    text = await readRunFile(path, MAXIMUM_MANIFEST_BYTES);
  } catch (error) {
    if (error instanceof FlowscopeError) return reasonOf(error);
    return `it cannot be read (${systemCode(error) ?? String(error)})`;
  }
  // Removed since the folder was listed: the trainer keeps only the last few.
  if (text === null) return null;
  const read = parseChecked(text, KEYS);
  if (typeof read === 'string') return read;
  const { sha256, size, best, time, replaces } = read.value;
  const complete = typeof sha256 === 'string' && typeof size === 'number' && typeof best === 'boolean';
  if (!complete) return 'it lacks the size or the SHA-256 of its checkpoint';
  if (read.value.step !== step) return `it is the manifest of step ${JSON.stringify(read.value.step)}`;
  const old =
    isJsonObject(replaces) && typeof replaces.sha256 === 'string' && typeof replaces.size === 'number'
      ? { sha256: replaces.sha256, size: replaces.size }
      : null;
  return {
    step,
    path: tensorsPath(directory, step),
    sha256,
    size,
    best,
    time: typeof time === 'string' ? time : '',
    replaces: old,
    verified: read.verified,
  };
}

/** Why a file cannot be used, for a list that names the file. */
export function reasonOf({ reason, message }: FlowscopeError): string {
  return reason ?? message.replace(/\.$/, '');
}
