/** Reads the records of a run's `metrics.jsonl` from disk in pieces, so that a slow reader costs no memory. */
import { closeSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { openRunFile } from '../directory/run-file.ts';
import { scanLog } from '../logs/log-scan.ts';
import { type MetricsRecord, toRecord } from '../logs/metrics-record.ts';

export interface RecordReader {
  /**
   * The next records, from at most 1 MiB of the file; empty if there are no more yet. Yields to other work while it
   * skips pieces without records. Make only one call at a time.
   */
  next(): Promise<readonly MetricsRecord[]>;
}

/** Far longer than any line that we write. */
const PIECE = 1024 * 1024;
/** The first record contains its time, so this many bytes identify a log. */
const HEAD = 256;

/**
 * Returns every record with `seq` ≥ `from` once, ascending, including records of earlier attempts past a resume point.
 * @param restarted called when the file was replaced by another log, whose records then follow from the first
 */
export function recordReader(path: string, from: number, restarted: () => void = () => undefined): RecordReader {
  let offset = 0;
  let seq = from;
  let head: Buffer = Buffer.alloc(0);

  /** Reads the head each time, because a new file may have the inode of the old one. */
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
        // If a damaged tail was cut off, read again from the beginning and skip the records already returned.
        offset = next > size ? 0 : next;
        // Pieces with only earlier or damaged records yield nothing.
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
