/** Checks the snapshots of a run: the hash of each file. Which ones there should be is not recorded, so none is missing. */
import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import {
  isLeftOverCheckpoint,
  type ReadManifest,
  reasonOf,
  stepOfTensors,
} from '../checkpoints/checkpoint-manifest.ts';
import { readSafetensors } from '../checkpoints/safetensors.ts';
import { SNAPSHOTS } from '../directory/run-paths.ts';
import { readSnapshotManifests } from '../snapshots/snapshot-folder.ts';
import { type FileState, fileState } from './file-state.ts';

/** @param folder of the snapshots */
export async function checkSnapshots(folder: string): Promise<readonly FileState[]> {
  const found = await readSnapshotManifests(folder).catch((error: unknown) => {
    if (error instanceof FlowscopeError) return reasonOf(error);
    throw error;
  });
  if (typeof found === 'string') return [fileState(SNAPSHOTS, 'damaged', found)];
  const { manifests, unreadable, names } = found;
  const states = unreadable.map(({ path, reason }) => fileState(inFolder(path), 'damaged', reason));
  for (const manifest of manifests) {
    states.push(fileState(inFolder(`step-${manifest.step}.json`), 'ok'), await checkTensors(manifest, names));
  }
  const listed = new Set(states.map(({ path }) => path));
  return [...states, ...names.filter((name) => !listed.has(inFolder(name))).map(otherFile)];
}

async function checkTensors({ path, sha256 }: ReadManifest, names: readonly string[]): Promise<FileState> {
  const name = inFolder(path);
  if (!names.includes(basename(path))) return fileState(name, 'missing');
  try {
    const file = await readSafetensors(path, () => false);
    if (file.sha256 === sha256) return fileState(name, 'ok');
    return fileState(name, 'damaged', 'its SHA-256 is not that of the manifest');
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return fileState(name, 'damaged', reasonOf(error));
  }
}

function otherFile(name: string): FileState {
  const path = inFolder(name);
  if (isLeftOverCheckpoint(name)) return fileState(path, 'ok', 'a killed writer left it: --repair removes it');
  if (stepOfTensors(name) === null) return fileState(path, 'unknown');
  return fileState(path, 'unverified', 'it has no manifest, and nothing uses it');
}

function inFolder(path: string): string {
  return `${SNAPSHOTS}/${basename(path)}`;
}
