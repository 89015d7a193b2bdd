/** The records of a run's `metrics.jsonl` in pieces, from disk: nothing is kept in memory for a slow reader. */
import { scanLog } from '../../runs/log-scan.ts';
import { type MetricsRecord, toRecord } from '../../runs/metrics-record.ts';

export interface RecordReader {
  /** The next records, at most 1 MiB of the file; empty when all that is written was read. */
  next(): readonly MetricsRecord[];
}

/** Far more than any line of ours. */
const PIECE = 1024 * 1024;

/** Every record with `seq` ≥ `from` once, ascending; those of earlier attempts after a resume's point too. */
export function recordReader(path: string, from: number): RecordReader {
  let offset = 0;
  let seq = from;
  return {
    next() {
      for (;;) {
        const records: MetricsRecord[] = [];
        const { next, size } = scanLog(
          path,
          offset,
          (json) => {
            const record = toRecord(json);
            if (record === null || record.seq < seq) return;
            seq = record.seq + 1;
            records.push(record);
          },
          PIECE,
        );
        const moved = next > offset;
        // Another log in its place, or a torn tail that was cut: from the beginning, past what was told.
        offset = next > size ? 0 : next;
        // Pieces before `from`, and damaged ones, hold nothing to tell.
        if (records.length > 0 || !moved) return records;
      }
    },
  };
}
