import { setImmediate } from 'node:timers/promises';
import type { JsonValue } from '../encoding/json.ts';
import { type CheckpointInfo, listCheckpoints } from './checkpoint-manifest.ts';
import { isLeaseHeld } from './lease.ts';
import { readLeaseOwner } from './lease-owner.ts';
import { scanLog } from './log-scan.ts';
import { type MetricsRecord, resumePoint, toRecord } from './metrics-record.ts';
import { type RecordedLikelihood, recordedLikelihood } from './recorded-likelihood.ts';
import type { Run } from './run-directory.ts';

/** One entry of `flowscope runs --json`. */
export interface RunStatus {
  readonly id: string;
  readonly runDir: string;
  readonly name: string;
  readonly spec: string;
  readonly status: 'running' | 'paused' | 'finished' | 'interrupted' | 'failed';
  readonly step: number;
  readonly steps: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly updated: string;
  readonly pid: number | null;
  readonly backend: string;
  readonly seed: number;
  readonly parameters: number;
  readonly validation: (RecordedLikelihood & { readonly unit: string; readonly step: number }) | null;
  /** The best validation (fewest rows left out, then lowest NLL): inspection, sampling and export use its weights. */
  readonly best: (RecordedLikelihood & { readonly step: number }) | null;
  readonly checkpoints: readonly Pick<CheckpointInfo, 'step' | 'path' | 'best'>[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/**
 * Derives the state of a run from its directory alone: the last events of the metrics log, and whether its lease is
 * held. There is no status file that a killed process could leave wrong: a run without a `done` or `failed` record
 * whose lease is free is `interrupted`.
 */
export async function runStatus(run: Run): Promise<RunStatus> {
  const held = isLeaseHeld(run.directory);
  const { last, events } = await summarize(run.paths.metrics);
  const validation = events.findLast(({ event }) => event === 'validation');
  const best = events.findLast((record) => record.event === 'validation' && record.best === true);
  const checkpoints = await listCheckpoints(run.paths.checkpoints);
  const status = statusOf(last, held);
  return {
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
    validation:
      validation === undefined
        ? null
        : { ...recordedLikelihood(validation), unit: text(validation.unit, 'nats'), step: validation.step },
    best: best === undefined ? null : { ...recordedLikelihood(best), step: best.step },
    checkpoints: checkpoints.map(({ step, path, best: isBest }) => ({ step, path, best: isBest })),
    error:
      status === 'failed' && last !== null
        ? { code: text(last.code, 'crashed'), message: text(last.message, '') }
        : null,
  };
}

/** Whether a process trains it. Its `pid` may still be unknown: on a full disk, and briefly at its start and end. */
export function isHeld({ status }: { readonly status: string }): boolean {
  return status === 'running' || status === 'paused';
}

function statusOf(last: MetricsRecord | null, held: boolean): RunStatus['status'] {
  if (last?.event === 'done') return 'finished';
  if (last?.event === 'failed') return 'failed';
  if (!held) return 'interrupted';
  return last?.event === 'paused' ? 'paused' : 'running';
}

/** Events that say nothing about the run's state: a checkpoint may follow a pause. */
const NEUTRAL: ReadonlySet<string> = new Set(['checkpoint', 'validation', 'layers']);
const STEP_MARK = '"event":"step"';

interface Summary {
  /** The last record that tells the run's state or progress. */
  readonly last: MetricsRecord | null;
  /** All other records of attempts that still count. */
  readonly events: readonly MetricsRecord[];
}

/** Bytes per read; the daemon does other work between them. */
const PIECE = 1024 * 1024;

/** Nearly the whole log is step records, of which only the last one counts, so the others are not parsed. */
async function summarize(path: string): Promise<Summary> {
  let events: MetricsRecord[] = [];
  let last: MetricsRecord | null = null;
  let lastStep: string | null = null;
  const visit = (json: string) => {
    if (json.includes(STEP_MARK)) {
      lastStep = json;
      return;
    }
    const record = toRecord(json);
    if (record === null) return;
    const fromStep = resumePoint(record);
    if (fromStep !== null) events = events.filter(({ step }) => step <= fromStep);
    events.push(record);
    if (NEUTRAL.has(record.event)) return;
    last = record;
    lastStep = null;
  };
  for (let from = 0; ; ) {
    const { next, size } = scanLog(path, from, visit, PIECE);
    if (next === from || next >= size) break;
    from = next;
    await setImmediate();
  }
  return { last: lastStep === null ? last : (toRecord(lastStep) ?? last), events };
}

function text(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
