import { createStepList, rewindOnResume } from '../logs/log-fold.ts';
import { scanLog } from '../logs/log-scan.ts';
import { toRecord } from '../logs/metrics-record.ts';

/** What a run's log says about a checkpoint. */
export interface LoggedCheckpoint {
  readonly step: number;
  readonly sha256: string;
  readonly best: boolean;
}

const MARKS = ['"event":"checkpoint"', '"event":"resumed"'] as const;

/**
 * The checkpoints that were committed according to `metrics.jsonl`, by step, also those that were superseded since. Empty
 * if the log is missing or cannot be read.
 */
export function loggedCheckpoints(log: string): ReadonlyMap<number, LoggedCheckpoint> {
  const list = createStepList<LoggedCheckpoint>();
  try {
    scanLog(log, 0, (json) => {
      if (!MARKS.some((mark) => json.includes(mark))) return;
      const record = toRecord(json);
      if (record === null) return;
      rewindOnResume(record, [list]);
      const { event, step, sha256, best } = record;
      if (event === 'checkpoint' && typeof sha256 === 'string') list.push({ step, sha256, best: best === true });
    });
  } catch {
    // What the log cannot say is not known: files are then taken as they are.
    return new Map();
  }
  return new Map(list.entries.map((entry) => [entry.step, entry]));
}
