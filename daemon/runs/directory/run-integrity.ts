import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type ManifestFolder, reasonOf, stepOfTensors } from '../checkpoints/checkpoint-manifest.ts';
import { readDataFile } from './data-file.ts';
import type { Run } from './run-directory.ts';

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
}

/** @param folder of its checkpoints, or why it cannot be read */
export async function runIntegrity(
  run: Run,
  log: LogFinding,
  folder: ManifestFolder | FlowscopeError,
): Promise<RunIntegrity> {
  const problems: string[] = log.problem === null ? [] : [`metrics.jsonl: ${log.problem}`];
  await readDataFile(run).catch((error: unknown) => {
    if (!(error instanceof FlowscopeError)) throw error;
    problems.push(`data.json: ${reasonOf(error)}`);
  });
  if (folder instanceof FlowscopeError) problems.push(`checkpoints: ${reasonOf(folder)}`);
  else {
    const { manifests, unreadable, names } = folder;
    const newest = manifests.at(-1)?.step ?? 0;
    const lost = log.problem === null ? lostTail(log.step, newest) : null;
    if (lost !== null) problems.push(`metrics.jsonl: ${lost}`);
    const present = new Set(names.map(stepOfTensors));
    for (const { path, reason } of unreadable) problems.push(`checkpoints/${basename(path)}: ${reason}`);
    for (const { step, path } of manifests) {
      if (!present.has(step)) problems.push(`checkpoints/${basename(path)}: it is missing`);
    }
  }
  const state = problems.length > 0 ? 'damaged' : run.verified ? 'verified' : 'unverified';
  return { state, problems };
}

/**
 * Why the end of a log is lost, or null: it is written before each checkpoint.
 * @param step of its last record; null while the run trains
 * @param newest step of a checkpoint, 0 if there is none
 */
export function lostTail(step: number | null, newest: number): string | null {
  return step === null || step >= newest ? null : `it ends at step ${step}, before the checkpoint of step ${newest}`;
}

/** A handler of rejections: this value for a damaged file. Other errors are bugs. */
export function unlessDamaged<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof FlowscopeError) return value;
    throw error;
  };
}
