import { scanLog } from './log-scan.ts';
import { type MetricsRecord, resumePoint, toRecord } from './metrics-record.ts';

/** Where a reader goes on; `{ seq: 1, offset: 0 }` is the beginning. */
export interface MetricsCursor {
  readonly seq: number;
  /** A hint in bytes; 0 finds everything too. */
  readonly offset: number;
}

export interface MetricsPage {
  /** Ascending `seq`. */
  readonly records: readonly MetricsRecord[];
  readonly next: MetricsCursor;
  /** Damaged lines that were passed over. */
  readonly damaged: number;
}

/**
 * The records from `from.seq` on, as far as they are written. Of earlier attempts, steps after the point of a resume are
 * left out; a follower that has seen them before drops them itself when the `resumed` record (`fromStep`) arrives.
 */
export function readMetrics(path: string, from: MetricsCursor = { seq: 1, offset: 0 }): MetricsPage {
  let records: MetricsRecord[] = [];
  let seq = from.seq;
  const { end, damaged } = scanLog(path, from.offset, (json) => {
    const record = toRecord(json);
    if (record === null || record.seq < from.seq) return;
    const fromStep = resumePoint(record);
    if (fromStep !== null) records = records.filter(({ step }) => step <= fromStep);
    records.push(record);
    seq = Math.max(seq, record.seq + 1);
  });
  return { records, next: { seq, offset: end }, damaged };
}
