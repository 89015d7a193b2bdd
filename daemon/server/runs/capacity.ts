/** How many runs may train at the same time, limited by cores and memory. */

export interface Machine {
  readonly cores: number;
  /** Bytes available to a new process. */
  readonly availableMemory: number;
}

/** A training worker of ordinary size (measured: 115–224 MiB) with room for its data. */
const WORKER_BYTES = 512 * 1024 * 1024;

/**
 * Whether another run may start beside those that are training. The first may always start: if it does not fit, waiting
 * would not help.
 * @param running threads of each active run
 * @param threads of the next run
 * @param most maximum number of simultaneous runs, which may exceed the number of cores; null: limited by the cores
 */
export function mayStart(
  running: readonly number[],
  threads: number,
  { cores, availableMemory }: Machine,
  most: number | null,
): boolean {
  if (running.length === 0) return true;
  const busy = running.reduce((total, own) => total + own, 0);
  const limit = most ?? cores;
  return running.length < limit && busy + threads <= Math.max(cores, limit) && availableMemory >= WORKER_BYTES;
}
