/** How many steps to run in one call: a call cannot be cancelled, so it should last about a sixth of a second. */
const TARGET_SECONDS = 0.16;
const LARGEST = 20_000;
/** Growth from one call to the next, while the first timings include warming up. */
const GROWTH = 8;

export interface ChunkSize {
  readonly current: number;
  /** Takes in how long a chunk of `steps` steps lasted. */
  measured(steps: number, seconds: number): void;
}

/** @param limit the most steps whose noise and indices fit the memory set aside for them */
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
