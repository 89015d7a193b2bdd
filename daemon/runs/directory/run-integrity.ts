import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type ManifestFolder, reasonOf, stepOfTensors } from '../checkpoints/checkpoint-manifest.ts';
import { lostSteps } from '../checkpoints/logged-checkpoints.ts';
import { lastLayersRow } from '../logs/layers-row.ts';
import type { KeptSteps, LogFold } from '../logs/log-fold.ts';
import type { SnapshotNames } from '../snapshots/snapshot-folder.ts';
import { readDataFile } from './data-file.ts';
import { foreignLog } from './log-origin.ts';
import type { Run } from './run-directory.ts';
import { readRunFile } from './run-file.ts';
import { SNAPSHOTS } from './run-paths.ts';
import { isSpecText } from './run-record.ts';

/** What is known of a run's files without reading the tensors of its checkpoints. `flowscope fsck` checks everything. */
export interface RunIntegrity {
  /** `unverified`: an older version wrote it, without checksums. */
  readonly state: 'verified' | 'unverified' | 'damaged';
  /** What is damaged, for people: `FILE: REASON`. Empty unless damaged. */
  readonly problems: readonly string[];
}

/** What reading the log has shown. */
export interface LogFinding {
  /** null: every line is intact. */
  readonly problem: string | null;
  /** Of the last record; null while the run trains. */
  readonly step: number | null;
  /** As of `LogFold`; null while the run trains. */
  readonly layersStep: number | null;
  /** As of `LogFold`; none while the run trains. */
  readonly checkpoints: KeptSteps;
  /** As of `LogFold`. */
  readonly started: LogFold['started'];
}

/** A damaged file of a run. */
export interface DamagedFile {
  /** Relative to the run. */
  readonly file: string;
  readonly reason: string;
}

export function runIntegrity(run: Run, damaged: readonly DamagedFile[]): RunIntegrity {
  const state = damaged.length > 0 ? 'damaged' : run.verified ? 'verified' : 'unverified';
  return { state, problems: damaged.map(({ file, reason }) => `${file}: ${reason}`) };
}

/**
 * @param folder of its checkpoints, or why it cannot be read
 * @param snapshots likewise
 */
export async function damagedFiles(
  run: Run,
  log: LogFinding,
  folder: ManifestFolder | FlowscopeError,
  snapshots: SnapshotNames | FlowscopeError,
): Promise<readonly DamagedFile[]> {
  const damaged: DamagedFile[] = [];
  const add = (file: string, reason: string | null) => {
    if (reason !== null) damaged.push({ file, reason });
  };
  const metrics = basename(run.paths.metrics);
  add(metrics, log.problem);
  add(metrics, foreignLog(run, log.started));
  await readDataFile(run).catch((error: unknown) => {
    if (!(error instanceof FlowscopeError)) throw error;
    add('data.json', reasonOf(error));
  });
  add(basename(run.paths.spec), (await specProblem(run))?.reason ?? null);
  add(basename(run.paths.layers), lostRows(run.paths.layers, log.layersStep));
  if (snapshots instanceof FlowscopeError) add(SNAPSHOTS, reasonOf(snapshots));
  else for (const { path, reason } of snapshots.damaged) add(`${SNAPSHOTS}/${basename(path)}`, reason);
  if (folder instanceof FlowscopeError) {
    add('checkpoints', reasonOf(folder));
    return damaged;
  }
  const { manifests, unreadable, names } = folder;
  if (manifests.length + unreadable.length === 0 && log.checkpoints.newest !== null) {
    add('checkpoints', 'there are none, but the log lists some');
  } else {
    for (const step of lostSteps(log.checkpoints, folder)) {
      add(`checkpoints/step-${step}.json`, 'it is missing, although the log says that it was written');
    }
  }
  if (log.problem === null) add(metrics, lostTail(log.step, manifests.at(-1)?.step ?? 0));
  const present = new Set(names.map(stepOfTensors));
  for (const { path, reason } of unreadable) add(`checkpoints/${basename(path)}`, reason);
  for (const { step, path } of manifests) {
    if (!present.has(step)) add(`checkpoints/${basename(path)}`, 'it is missing');
  }
  return damaged;
}

/**
 * Why the end of a log is lost, or null: it is written before each checkpoint.
 * @param step of its last record; null while the run trains
 * @param newest step of a checkpoint, 0 if there is none
 */
function lostTail(step: number | null, newest: number): string | null {
  return step === null || step >= newest ? null : `it ends at step ${step}, before the checkpoint of step ${newest}`;
}

const LARGEST_SPEC = 64 * 1024 * 1024;

export interface SpecProblem {
  readonly state: 'damaged' | 'missing';
  readonly reason: string;
}

/** What is wrong with `spec.txt`; null: nothing, or an older version wrote the run, which cannot tell. */
export async function specProblem({ record, paths }: Run): Promise<SpecProblem | null> {
  try {
    const text = await readRunFile(paths.spec, LARGEST_SPEC);
    if (text === null) return { state: 'missing', reason: 'it is missing' };
    return isSpecText(record, text) ? null : { state: 'damaged', reason: 'its SHA-256 does not match run.json' };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return { state: 'damaged', reason: reasonOf(error) };
  }
}

/** A row is written before the log tells that there are statistics of its step. */
function lostRows(path: string, layersStep: number | null): string | null {
  if (layersStep === null) return null;
  try {
    const last = lastLayersRow(path);
    if (last === null) return `it has no rows, although there were statistics of step ${layersStep}`;
    if (layersStep < last.step + last.every) return null;
    return `it ends at step ${last.step}, although there were statistics of step ${layersStep}`;
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return reasonOf(error);
  }
}

/** A handler of rejections: this value for a damaged file. Other errors are bugs. */
export function unlessDamaged<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof FlowscopeError) return value;
    throw error;
  };
}
