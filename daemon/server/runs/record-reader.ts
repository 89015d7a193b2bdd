/** The records of a run's `metrics.jsonl` in pieces, from disk: nothing is kept in memory for a slow reader. */
import { scanLog } from '../../runs/log-scan.ts';
import { type MetricsRecord, toRecord } from '../../runs/metrics-record.ts';

export interface RecordReader {
  /** The next records, at most about 256 KiB of the file; empty when all that is written was read. */
  next(): readonly MetricsRecord[];
}

const PIECE = 256 * 1024;

/** Every record with `seq` ≥ `from` once, ascending; those of earlier attempts after a resume's point too. */
export function recordReader(path: string, from: number): RecordReader {
  let offset = 0;
  let seq = from;
  return {
    next() {
      for (;;) {
        const records: MetricsRecord[] = [];
        const { end } = scanLog(
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
        const moved = end > offset;
        offset = end;
        // Pieces before `from` hold nothing to tell.
        if (records.length > 0 || !moved) return records;
      }
    },
  };
}
