import { createStepList, rewindOnResume } from './log-fold.ts';
import { scanLog } from './log-scan.ts';
import { type MetricsRecord, toRecord } from './metrics-record.ts';

/** Where a reader continues; start with `{ seq: 1, offset: 0 }`. */
export interface MetricsCursor {
  readonly seq: number;
  /** Byte position, only a hint: 0 finds everything too. */
  readonly offset: number;
}

export interface MetricsPage {
  /** Ascending `seq`. */
  readonly records: readonly MetricsRecord[];
  readonly next: MetricsCursor;
  /** Number of damaged lines that were skipped. */
  readonly damaged: number;
}

/**
 * The records from `from.seq` on that are written so far. Leaves out steps of earlier attempts past a resume point; a
 * follower that has already seen them drops them itself when the `resumed` record (`fromStep`) arrives.
 */
export function readMetrics(path: string, from: MetricsCursor = { seq: 1, offset: 0 }): MetricsPage {
  const records = createStepList<MetricsRecord>();
  const parts = [records];
  let seq = from.seq;
  const { end, damaged } = scanLog(path, from.offset, (json) => {
    const record = toRecord(json);
    if (record === null || record.seq < from.seq) return;
    rewindOnResume(record, parts);
    records.push(record);
    seq = Math.max(seq, record.seq + 1);
  });
  return { records: records.entries, next: { seq, offset: end }, damaged };
}
