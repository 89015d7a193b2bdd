import { setImmediate } from 'node:timers/promises';
import type { Likelihood } from '../../../protocol/common.ts';
import type { JsonValue } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { CheckpointInfo } from '../checkpoints/checkpoint-manifest.ts';
import { readManifests, reasonOf } from '../checkpoints/checkpoint-manifest.ts';
import { committedIn } from '../checkpoints/list-checkpoints.ts';
import { readAnnotation } from '../description/annotation-file.ts';
import { type PlanFacts, planFacts } from '../description/plan-facts.ts';
import { isLeaseHeld } from '../lease/lease.ts';
import { readLeaseOwner } from '../lease/lease-owner.ts';
import { createLogFold, type LogFold, type RecordedValidation, statusOf } from '../logs/log-fold.ts';
import { damagedLines, scanLog } from '../logs/log-scan.ts';
import { listSnapshots, type SnapshotPlace } from '../snapshots/snapshot-folder.ts';
import type { Run } from './run-directory.ts';
import { type DamagedFile, damagedFiles, type RunIntegrity, runIntegrity, unlessDamaged } from './run-integrity.ts';

/** One entry of `flowscope runs --json`. Facts of its plan are absent if that is not known. */
export interface RunStatus extends Partial<PlanFacts> {
  readonly id: string;
  readonly runDir: string;
  readonly name: string;
  readonly spec: string;
  readonly status: ReturnType<typeof statusOf>;
  readonly step: number;
  readonly steps: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly updated: string;
  readonly pid: number | null;
  readonly backend: string;
  readonly seed: number;
  readonly parameters: number;
  /** What its model gives instead of log q; absent: log q, or it has not begun. */
  readonly likelihood?: NonNullable<Likelihood>;
  readonly validation: RecordedValidation | null;
  /** The best validation (fewest rows left out, then lowest NLL): inspection, sampling and export use its weights. */
  readonly best: Omit<RecordedValidation, 'unit'> | null;
  readonly checkpoints: readonly Pick<CheckpointInfo, 'step' | 'path' | 'best'>[];
  /** Weights of earlier steps, ascending; never resumed from. */
  readonly snapshots: readonly SnapshotPlace[];
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Whether its files are intact; absent for a run that has not begun. */
  readonly integrity?: RunIntegrity;
  /** The user's own name of the run; absent: there is none. */
  readonly label?: string;
  /** The user's words about the run; absent: there are none. */
  readonly note?: string;
}

/**
 * Derives the state of a run from its directory alone: the last events of the metrics log, and whether its lease is
 * held. There is no status file that a killed process could leave wrong: a run without a `done` or `failed` record
 * whose lease is free is `interrupted`.
 */
export async function runStatus(run: Run): Promise<RunStatus> {
  return (await examineRun(run)).status;
}

export interface ExaminedRun {
  readonly status: RunStatus;
  /** As of `status.integrity`. */
  readonly damaged: readonly DamagedFile[];
}

/** @param held whether it may be written meanwhile; false for who holds its lease and does not train it */
export async function examineRun(run: Run, held: boolean = isLeaseHeld(run.directory)): Promise<ExaminedRun> {
  const log = await foldLog(run.paths.metrics, held);
  const { last, validation, best } = log.fold;
  const folder = await readManifests(run.paths.checkpoints).catch(asProblem);
  const snapshots = await listSnapshots(run.paths.snapshots).catch(asProblem);
  const checkpoints = folder instanceof FlowscopeError ? [] : await committedIn(folder, run.paths.checkpoints);
  const status = statusOf(last, held);
  const damaged = await damagedFiles(
    run,
    {
      problem: log.problem,
      step: held ? null : (last?.step ?? 0),
      layersStep: held ? null : log.fold.layersStep,
      checkpoints: held ? { newest: null, best: null } : log.fold.checkpoints,
      started: log.fold.started,
    },
    folder,
    snapshots,
  );
  const examined: RunStatus = {
    id: run.record.id,
    runDir: run.directory,
    name: run.record.name,
    spec: run.record.spec,
    status,
    step: last?.step ?? 0,
    steps: run.record.steps,
    started: run.record.created,
    updated: last?.time ?? run.record.created,
    pid: held ? (readLeaseOwner(run.directory)?.pid ?? null) : null,
    backend: run.record.backend,
    seed: run.record.seed,
    parameters: run.record.parameters,
    ...planFacts(run.record.plan),
    ...likelihoodOf(log.fold),
    validation,
    best: best && withoutUnit(best),
    checkpoints: checkpoints.map(({ step, path, best: isBest }) => ({ step, path, best: isBest })),
    snapshots: snapshots instanceof FlowscopeError ? [] : snapshots.snapshots,
    error:
      status === 'failed' && last !== null
        ? { code: text(last.code, 'crashed'), message: text(last.message, '') }
        : null,
    integrity: runIntegrity(run, damaged),
    ...(await annotationOf(run.directory)),
  };
  return { status: examined, damaged };
}

function likelihoodOf({ started }: LogFold): Pick<RunStatus, 'likelihood'> {
  // Without the schema, which would have to be loaded for a list of runs.
  const found = started?.likelihood;
  return found === 'bound' || found === 'none' ? { likelihood: found } : {};
}

/** A damaged one is `fsck`'s to tell: it damages nothing else. */
async function annotationOf(directory: string): Promise<Pick<RunStatus, 'label' | 'note'>> {
  const found = await readAnnotation(directory).catch(unlessDamaged(null));
  return {
    ...(found?.label == null ? {} : { label: found.label }),
    ...(found?.note == null ? {} : { note: found.note }),
  };
}

/** A folder that cannot be read is one of the problems of a run. */
function asProblem(error: unknown): FlowscopeError {
  if (error instanceof FlowscopeError) return error;
  throw error;
}

/** Whether a process trains it. Its `pid` may still be unknown: on a full disk, and briefly at its start and end. */
export function isHeld({ status }: { readonly status: string }): boolean {
  return status === 'running' || status === 'paused';
}

/** Bytes per read; the daemon does other work between them. */
const PIECE = 1024 * 1024;

/** @param held while it is written, its end may be an unfinished line */
async function foldLog(
  path: string,
  held: boolean,
): Promise<{ readonly fold: LogFold; readonly problem: string | null }> {
  const fold = createLogFold();
  let lines = 0;
  let tail = 0;
  try {
    for (let from = 0; ; ) {
      const { next, size, damaged, damagedTail } = scanLog(path, from, fold.take, PIECE);
      lines += damaged;
      tail = held ? 0 : damagedTail;
      if (next === from || next >= size) break;
      from = next;
      await setImmediate();
    }
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return { fold, problem: reasonOf(error) };
  }
  return { fold, problem: damagedLines(lines + tail) };
}

/** The JSON of `runs` has the unit once, with the validation. */
function withoutUnit({ unit: _unit, ...best }: RecordedValidation): Omit<RecordedValidation, 'unit'> {
  return best;
}

function text(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
