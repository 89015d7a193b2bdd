/**
 * The snapshots of a run: weights of earlier steps, for inspection only. A manifest commits the tensors beside it, as with
 * checkpoints. A snapshot that is missing is no damage: nothing else needs it.
 */
import { basename, join } from 'node:path';
import {
  type DamagedCheckpoint,
  manifestPath,
  namesIn,
  type ReadManifest,
  readManifest,
  stepOfManifest,
  stepOfTensors,
  tensorsPath,
} from '../checkpoints/checkpoint-manifest.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { SNAPSHOTS } from '../directory/run-paths.ts';

/** Their temporary names are ours too. */
export const SNAPSHOT_FILES: OwnFile = { folder: SNAPSHOTS, name: /^step-\d{1,15}\.(json|safetensors)$/ };

export interface SnapshotPlace {
  readonly step: number;
  /** Path of the safetensors file. */
  readonly path: string;
}

/** By names only: listing runs must stay quick, and their files are checked when they are used. */
export interface SnapshotNames {
  /** Ascending steps. */
  readonly snapshots: readonly SnapshotPlace[];
  /** Snapshots of which only the manifest is there. */
  readonly damaged: readonly DamagedCheckpoint[];
}

/** @throws FlowscopeError `checkpoint` if the folder cannot be read or is not a folder */
export async function listSnapshots(directory: string): Promise<SnapshotNames> {
  const names = await namesIn(directory);
  const tensors = new Set(names.map(stepOfTensors));
  const places = names
    .map(stepOfManifest)
    .filter((step) => step !== null)
    .sort((a, b) => a - b)
    .map((step) => ({ step, path: tensorsPath(directory, step) }));
  return {
    snapshots: places.filter(({ step }) => tensors.has(step)),
    damaged: places
      .filter(({ step }) => !tensors.has(step))
      .map(({ step, path }) => ({ step, path, reason: 'it is missing' })),
  };
}

/** The manifest of a snapshot; null if there is none. @throws FlowscopeError `checkpoint` if the folder is none */
export async function findSnapshot(directory: string, step: number): Promise<ReadManifest | DamagedCheckpoint | null> {
  const names = await namesIn(directory);
  const path = manifestPath(directory, step);
  if (!names.includes(basename(path))) return null;
  const manifest = await readManifest(directory, step);
  return typeof manifest === 'string' ? { step, path, reason: manifest } : manifest;
}

export interface SnapshotManifests {
  /** Ascending steps. */
  readonly manifests: readonly ReadManifest[];
  /** Manifests that cannot be used. */
  readonly unreadable: readonly DamagedCheckpoint[];
  /** All names in the folder. */
  readonly names: readonly string[];
}

/** Reads all manifests. Errors as `listSnapshots`. */
export async function readSnapshotManifests(directory: string): Promise<SnapshotManifests> {
  const names = await namesIn(directory);
  const manifests: ReadManifest[] = [];
  const unreadable: DamagedCheckpoint[] = [];
  for (const name of names) {
    const step = stepOfManifest(name);
    if (step === null) continue;
    const manifest = await readManifest(directory, step);
    if (typeof manifest === 'string') unreadable.push({ step, path: join(directory, name), reason: manifest });
    else if (manifest !== null) manifests.push(manifest);
  }
  return { manifests: manifests.sort((a, b) => a.step - b.step), unreadable, names };
}
