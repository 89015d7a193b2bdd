/** How many trainings run side by side: as many as the cores and the memory carry. */

export interface Machine {
  readonly cores: number;
  /** Bytes that a new process could take. */
  readonly availableMemory: number;
}

/** A training worker of ordinary size (measured: 115–224 MiB) with room for its data. */
const WORKER_BYTES = 512 * 1024 * 1024;

/**
 * Whether another training may begin beside those that run. The first always may: if it does not fit, waiting helps nobody.
 * @param running threads of each training that runs
 * @param threads of the next one
 * @param most trainings side by side, more than the cores if the user wants it so; null: as many as the cores
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
