import { statSync } from 'node:fs';
import { isLeaseHeld } from '../../runs/lease.ts';
import { scanLog } from '../../runs/log-scan.ts';
import { type MetricsRecord, resumePoint, toRecord } from '../../runs/metrics-record.ts';
import { recordedLikelihood } from '../../runs/recorded-likelihood.ts';
import type { Run } from '../../runs/run-directory.ts';
import type { RunFact } from '../run-facts.ts';

export type Progress = Pick<RunFact, 'status' | 'step' | 'validation'>;

/** Follows the state of one run. */
export interface ProgressReader {
  /** Reads what was appended since the last call. */
  read(): Progress;
}

/** Events that do not change the run's state. */
const NEUTRAL: ReadonlySet<string> = new Set(['checkpoint', 'validation', 'layers']);
const STEP_MARK = '"event":"step"';
/** By default a run has 40 validations, so even in the longest log the last one is near the end. */
const TAIL_BYTES = 2 * 1024 * 1024;

/**
 * The same state as shown by `flowscope runs`, but read from the end of the log, and later from what is new in it:
 * hours of training write tens of megabytes, which would delay completions each time they are read.
 */
export function createProgressReader(run: Run): ProgressReader {
  const { metrics } = run.paths;
  let end: number | null = null;
  let last: MetricsRecord | null = null;
  /** Nearly the whole log is step records, of which only the last one counts, so the others are not parsed. */
  let lastStep: string | null = null;
  let validations: MetricsRecord[] = [];
  return {
    read() {
      const size = statSync(metrics, { throwIfNoEntry: false })?.size ?? 0;
      if (end === null || size < end) fromTail(size);
      else end = scanLog(metrics, end, note).end;
      const current = (lastStep === null ? null : toRecord(lastStep)) ?? last;
      return { status: statusOf(current, run.directory), step: current?.step ?? 0, validation: validationOf() };
    },
  };

  function fromTail(size: number): void {
    for (let tail = TAIL_BYTES; ; tail *= 8) {
      const from = Math.max(0, size - tail);
      [last, lastStep, validations] = [null, null, []];
      // The line at which `from` falls counts as damaged, and is skipped like any other damage.
      end = scanLog(metrics, from, note).end;
      if (from === 0 || (validations.length > 0 && (last !== null || lastStep !== null))) return;
    }
  }

  function note(json: string): void {
    if (json.includes(STEP_MARK)) {
      lastStep = json;
      return;
    }
    const record = toRecord(json);
    if (record === null) return;
    const fromStep = resumePoint(record);
    if (fromStep !== null) validations = validations.filter(({ step }) => step <= fromStep);
    if (record.event === 'validation') validations = [...validations.slice(-63), record];
    if (NEUTRAL.has(record.event)) return;
    last = record;
    lastStep = null;
  }

  function validationOf(): Progress['validation'] {
    const found = validations.at(-1);
    if (found === undefined) return null;
    const { unit, step } = found;
    return { ...recordedLikelihood(found), unit: typeof unit === 'string' ? unit : 'nats', step };
  }
}

function statusOf(last: MetricsRecord | null, directory: string): Progress['status'] {
  if (last?.event === 'done') return 'finished';
  if (last?.event === 'failed') return 'failed';
  if (!isLeaseHeld(directory)) return 'interrupted';
  return last?.event === 'paused' ? 'paused' : 'running';
}
