import { availableParallelism } from 'node:os';

/** More threads speed up no inspection, because its graphs are small. */
const MOST = 4;

/** @param reserved number of cores that are left to others, such as runs in training */
export function inspectionThreads(reserved: number): number {
  return Math.max(1, Math.min(MOST, availableParallelism() - reserved));
}
