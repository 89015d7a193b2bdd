/** Checks the checkpoints of a run: the hash of each file, and the manifest that names it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import {
  encodeManifest,
  isLeftOverCheckpoint,
  manifestPath,
  type ReadManifest,
  readManifests,
  reasonOf,
  stepOfTensors,
  tensorsPath,
} from '../checkpoints/checkpoint-manifest.ts';
import { loggedCheckpoints, lostSteps } from '../checkpoints/logged-checkpoints.ts';
import { readSafetensors, type SafetensorsFile } from '../checkpoints/safetensors.ts';
import type { RunPaths } from '../directory/run-paths.ts';
import { setAside } from '../directory/set-aside.ts';
import { replaceFile } from '../file-system.ts';
import type { LoggedCheckpoint } from '../logs/log-fold.ts';
import { type FileState, fileState, type Repair } from './file-state.ts';

/** @param directory of the run */
export async function checkCheckpoints(directory: string, paths: RunPaths): Promise<readonly FileState[]> {
  const folder = paths.checkpoints;
  const { entries: logged, kept } = loggedCheckpoints(paths.metrics);
  const found = await readManifests(folder).catch((error: unknown) => {
    if (!(error instanceof FlowscopeError)) throw error;
    return reasonOf(error);
  });
  if (typeof found === 'string') return [fileState('checkpoints', 'damaged', found)];
  const { manifests, unreadable, names } = found;
  const states: FileState[] = [];
  if (names.length === 0 && logged.size > 0) {
    states.push(fileState('checkpoints', 'missing', 'the log says that checkpoints were written'));
  }
  for (const manifest of manifests) states.push(...(await checkCommitted(manifest, names)));
  for (const { step, path, reason } of unreadable) {
    const { tensors, problem } = await readTensors(tensorsPath(folder, step));
    const missing = !names.includes(basename(path));
    const repair = tensors === null ? null : rebuilt({ directory, folder, step, tensors, logged: logged.get(step) });
    states.push({
      ...fileState(inFolder(path), missing ? 'missing' : 'damaged', missing ? null : reason),
      ...(repair === null ? {} : { repair }),
    });
    const proven = tensors !== null && tensors.sha256 === logged.get(step)?.sha256;
    const other = tensors !== null && !proven && logged.has(step);
    const state = tensors === null || other ? 'damaged' : proven ? 'ok' : 'unverified';
    const why = other ? 'its SHA-256 is not that of the checkpoint in the log' : problem;
    states.push(fileState(inFolder(tensorsPath(folder, step)), state, why));
  }
  if (names.length > 0) {
    for (const step of lostSteps(kept, found)) {
      states.push(fileState(inFolder(manifestPath(folder, step)), 'missing', 'the log says that it was written'));
      if (!names.includes(basename(tensorsPath(folder, step)))) {
        states.push(fileState(inFolder(tensorsPath(folder, step)), 'missing'));
      }
    }
  }
  const listed = new Set(states.map(({ path }) => path));
  return [...states, ...names.filter((name) => !listed.has(inFolder(name))).map(otherFile)];
}

async function checkCommitted(manifest: ReadManifest, names: readonly string[]): Promise<readonly FileState[]> {
  const { step, path, verified } = manifest;
  const older = verified ? null : 'an older version wrote it without a checksum';
  const own = fileState(`checkpoints/step-${step}.json`, verified ? 'ok' : 'unverified', older);
  const { tensors, problem } = await readTensors(path);
  const name = inFolder(path);
  if (!names.includes(basename(path))) return [own, fileState(name, 'missing')];
  if (tensors === null) return [own, fileState(name, 'damaged', problem)];
  const fits = [manifest, manifest.replaces].some((known) => known?.sha256 === tensors.sha256);
  return [own, fits ? fileState(name, 'ok') : fileState(name, 'damaged', 'its SHA-256 is not that of the manifest')];
}

function otherFile(name: string): FileState {
  const path = inFolder(name);
  if (isLeftOverCheckpoint(name)) return fileState(path, 'ok', 'a killed writer left it: --repair removes it');
  if (stepOfTensors(name) === null) return fileState(path, 'unknown');
  return fileState(path, 'unverified', 'it was never committed, and nothing uses it');
}

async function readTensors(path: string) {
  try {
    return { tensors: await readSafetensors(path, () => false), problem: null };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return { tensors: null, problem: reasonOf(error) };
  }
}

interface Lost {
  readonly directory: string;
  readonly folder: string;
  readonly step: number;
  readonly tensors: SafetensorsFile;
  readonly logged: LoggedCheckpoint | undefined;
}

/** Writes the manifest again; null if the log does not prove that the tensors are those that were saved. */
function rebuilt({ directory, folder, step, tensors, logged }: Lost): Repair | null {
  if (logged?.sha256 !== tensors.sha256) return null;
  const { sha256, size } = tensors;
  const { best } = logged;
  return async ({ files }) => {
    const path = tensorsPath(folder, step);
    const time = (await stat(path)).mtime.toISOString();
    const aside = await setAside(directory, [manifestPath(folder, step)], { files });
    const text = encodeManifest({ step, path, sha256, size, best, time, replaces: null });
    await replaceFile(files, manifestPath(folder, step), text);
    const from = 'written again from its checkpoint, whose SHA-256 is in metrics.jsonl';
    return aside === null ? from : `${from}; the old one is in ${aside}`;
  };
}

function inFolder(path: string): string {
  return `checkpoints/${basename(path)}`;
}
