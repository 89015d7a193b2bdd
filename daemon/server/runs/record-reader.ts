/** The records of a run's `metrics.jsonl` in pieces, from disk: nothing is kept in memory for a slow reader. */
import { closeSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { scanLog } from '../../runs/log-scan.ts';
import { type MetricsRecord, toRecord } from '../../runs/metrics-record.ts';
import { openRunFile } from '../../runs/run-file.ts';

export interface RecordReader {
  /**
   * The next records, at most 1 MiB of the file; empty when all that is written was read. Others are answered while it looks
   * for them. One call at a time.
   */
  next(): Promise<readonly MetricsRecord[]>;
}

/** Far more than any line of ours. */
const PIECE = 1024 * 1024;
/** The first record carries its time: so many bytes tell one log from another. */
const HEAD = 256;

/**
 * Every record with `seq` ≥ `from` once, ascending; those of earlier attempts after a resume's point too.
 * @param restarted another log has taken the place of this one: its records follow, from the first on
 */
export function recordReader(path: string, from: number, restarted: () => void = () => undefined): RecordReader {
  let offset = 0;
  let seq = from;
  let head: Buffer = Buffer.alloc(0);

  /** Read each time: a new file may have the inode of the old one. */
  function checkHead(): void {
    const now = readHead(path);
    if (!now.subarray(0, head.length).equals(head)) {
      offset = 0;
      seq = 1;
      restarted();
    }
    head = now;
  }

  return {
    async next() {
      checkHead();
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
        // A damaged tail that was cut: from the beginning, past what was told.
        offset = next > size ? 0 : next;
        // Pieces before `from`, and damaged ones, hold nothing to tell.
        if (records.length > 0 || !moved) return records;
        await setImmediate();
      }
    },
  };
}

function readHead(path: string): Buffer {
  const descriptor = openRunFile(path);
  if (descriptor === null) return Buffer.alloc(0);
  try {
    const bytes = Buffer.alloc(HEAD);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, HEAD, 0));
  } finally {
    closeSync(descriptor);
  }
}
