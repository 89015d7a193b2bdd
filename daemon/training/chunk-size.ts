/**
 * Chooses how many steps to run in one call. A call cannot be cancelled, so it should take about a sixth of a second.
 */
const TARGET_SECONDS = 0.16;
const LARGEST = 20_000;
/** Maximum growth per call, because the first timings include warm-up. */
const GROWTH = 8;

export interface ChunkSize {
  readonly current: number;
  /** Records how long a chunk of `steps` steps took. */
  measured(steps: number, seconds: number): void;
}

/** @param limit maximum number of steps whose noise and indices fit in the memory reserved for them */
export function chunkSize(limit: number): ChunkSize {
  let current = 1;
  return {
    get current() {
      return current;
    },
    measured(steps, seconds) {
      const ideal = Math.round((steps * TARGET_SECONDS) / Math.max(seconds, 1e-6));
      current = Math.max(1, Math.min(ideal, current * GROWTH, LARGEST, limit));
    },
  };
}
