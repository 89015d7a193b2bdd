import { statSync } from 'node:fs';
import type { Run } from '../../runs/directory/run-directory.ts';
import { isLeaseHeld } from '../../runs/lease/lease.ts';
import { createLogFold, statusOf } from '../../runs/logs/log-fold.ts';
import { scanLog } from '../../runs/logs/log-scan.ts';
import type { RunFact } from '../run-facts.ts';

export type Progress = Pick<RunFact, 'status' | 'step' | 'validation'>;

/** Follows the state of one run. */
export interface ProgressReader {
  /** Reads what was appended since the last call. */
  read(): Progress;
}

/** By default a run has 40 validations, so even in the longest log the last one is near the end. */
const TAIL_BYTES = 2 * 1024 * 1024;
const MOST_VALIDATIONS = 64;

/**
 * The same state as shown by `flowscope runs`, but read from the end of the log, and later from what is new in it:
 * hours of training write tens of megabytes, which would delay completions each time they are read.
 */
export function createProgressReader(run: Run): ProgressReader {
  const { metrics } = run.paths;
  let end: number | null = null;
  let fold = createLogFold(MOST_VALIDATIONS);
  return {
    read() {
      const size = statSync(metrics, { throwIfNoEntry: false })?.size ?? 0;
      if (end === null || size < end) fromTail(size);
      else end = scanLog(metrics, end, fold.take).end;
      const { last, validation } = fold;
      return { status: statusOf(last, isLeaseHeld(run.directory)), step: last?.step ?? 0, validation };
    },
  };

  function fromTail(size: number): void {
    for (let tail = TAIL_BYTES; ; tail *= 8) {
      const from = Math.max(0, size - tail);
      fold = createLogFold(MOST_VALIDATIONS);
      // The line at which `from` falls counts as damaged, and is skipped like any other damage.
      end = scanLog(metrics, from, fold.take).end;
      if (from === 0 || (fold.validation !== null && fold.last !== null)) return;
    }
  }
}
