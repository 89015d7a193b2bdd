/** `metrics.jsonl`: everything that happened in a run, one checksummed line per event, in the order of `seq`. */

import type { JsonObject } from '../../encoding/json.ts';
import { appendBuffer } from './append-buffer.ts';
import { type AppendFile, openAppendFile } from './append-file.ts';
import { encodeLine } from './log-line.ts';
import { scanLog } from './log-scan.ts';
import { toRecord } from './metrics-record.ts';

export interface MetricsLog {
  /** The `seq` of the next record: 1 for a new log, and never one that the file already has. */
  readonly nextSeq: number;
  /** 1 for the first attempt, one more for each resume. */
  readonly attempt: number;
  /**
   * Appends {seq, event, step, time, …fields, crc} and returns its `seq`. `step` and `layers` records are collected for
   * up to 250 ms; all other events are written at once. Readers see a record once it is written.
   * @throws FlowscopeError `disk-full` | `unwritable`; the record stays pending and goes out with the next write
   */
  append(event: string, step: number, fields?: JsonObject): number;
  /**
   * Appends the last record of an attempt and fsyncs it. Once it returns, everything is on disk.
   * @throws FlowscopeError `disk-full` | `unwritable`; the record is withdrawn, so others may be written instead
   */
  conclude(event: string, step: number, fields?: JsonObject): number;
  /**
   * Begins the next attempt from the checkpoint of `fromStep`: readers drop later steps of earlier attempts.
   * @param bestStep of the checkpoint that still counts as the best; null: none; absent: as before
   */
  resume(fromStep: number, bestStep?: number | null): { readonly seq: number; readonly attempt: number };
  /** Writes what is pending. */
  flush(): void;
  /** Writes and fsyncs what is pending; called with each checkpoint. */
  sync(): void;
  close(): void;
}

export interface MetricsLogOptions {
  readonly open?: (path: string) => AppendFile;
  readonly now?: () => Date;
}

const COLLECTED_EVENTS: ReadonlySet<string> = new Set(['step', 'layers']);

/** Opens or creates the log, and cuts off a torn tail. Only the holder of the run's lease opens it. */
export function openMetricsLog(path: string, options: MetricsLogOptions = {}): MetricsLog {
  const { open = openAppendFile, now = () => new Date() } = options;
  let nextSeq = 1;
  let attempt = 1;
  const file = open(path);
  const { end } = scanLog(path, 0, (json) => {
    const record = toRecord(json);
    if (record === null) return;
    nextSeq = Math.max(nextSeq, record.seq + 1);
    if (typeof record.attempt === 'number') attempt = Math.max(attempt, record.attempt);
  });
  if (file.size > end) file.truncate(end);
  const buffer = appendBuffer(file);
  const lineOf = (seq: number, event: string, step: number, fields: JsonObject) =>
    Buffer.from(encodeLine({ seq, event, step, time: now().toISOString(), ...fields }));
  const append = (event: string, step: number, fields: JsonObject = {}): number => {
    const seq = nextSeq++;
    buffer.add(lineOf(seq, event, step, fields), !COLLECTED_EVENTS.has(event));
    return seq;
  };
  return {
    get nextSeq() {
      return nextSeq;
    },
    get attempt() {
      return attempt;
    },
    append,
    conclude(event, step, fields = {}) {
      // Records in memory must be on disk before the last record is.
      buffer.sync();
      buffer.write(lineOf(nextSeq, event, step, fields));
      const seq = nextSeq++;
      buffer.sync();
      return seq;
    },
    resume(fromStep, bestStep) {
      attempt++;
      return {
        seq: append('resumed', fromStep, { attempt, fromStep, ...(bestStep === undefined ? {} : { bestStep }) }),
        attempt,
      };
    },
    flush: buffer.flush,
    sync: buffer.sync,
    close: buffer.close,
  };
}
