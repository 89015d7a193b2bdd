import type { AppendFile } from './append-file.ts';

/** Batches small appends into a few writes a second. */
export interface AppendBuffer {
  /** Adds bytes. Writes if `urgent`, or if the last write is older than the interval. */
  add(bytes: Uint8Array, urgent: boolean): void;
  /**
   * Writes what is pending, then these bytes. On an error they are not kept as pending, so the caller may do otherwise.
   */
  write(bytes: Uint8Array): void;
  /** Writes what is pending. After `disk-full` nothing is lost: the bytes stay pending for the next flush. */
  flush(): void;
  /** Flushes and fsyncs. */
  sync(): void;
  close(): void;
}

/** Milliseconds between writes of data that is not urgent. */
const INTERVAL = 250;

/** @param now milliseconds, monotonic */
export function appendBuffer(file: AppendFile, now: () => number = () => performance.now()): AppendBuffer {
  let pending: Uint8Array[] = [];
  let lastWrite = -Infinity;
  const flush = () => {
    if (pending.length === 0) return;
    file.append(pending.length === 1 ? pending[0]! : Buffer.concat(pending));
    pending = [];
    lastWrite = now();
  };
  return {
    add(bytes, urgent) {
      pending.push(bytes);
      if (urgent || now() - lastWrite >= INTERVAL) flush();
    },
    write(bytes) {
      flush();
      file.append(bytes);
      lastWrite = now();
    },
    flush,
    sync() {
      flush();
      file.sync();
    },
    close() {
      try {
        flush();
      } finally {
        file.close();
      }
    },
  };
}
