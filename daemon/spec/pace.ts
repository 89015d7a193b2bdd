/** Long work in stretches: between two of them others get a turn, and work that is no longer wanted ends. */

/** Longest stretch of work without a pause, in milliseconds. */
const STRETCH = 6;

export interface PaceOptions {
  /** Resolves once others had their turn. Absent: the work is not interrupted. */
  readonly breathe?: () => Promise<void>;
  /** Aborted when the result is no longer wanted. */
  readonly signal?: AbortSignal;
}

/** Used as `if (pace.due()) await pace.pause()`, so that short work costs no promises. */
export interface Pace {
  /** The stretch has lasted long enough. */
  due(): boolean;
  /** Begins a new stretch after a pause. @throws the signal's reason once it is aborted */
  pause(): Promise<void>;
}

export function createPace({ breathe, signal }: PaceOptions): Pace {
  if (breathe === undefined && signal === undefined) return UNPACED;
  let since = performance.now();
  return {
    due: () => performance.now() - since > STRETCH,
    async pause() {
      signal?.throwIfAborted();
      await breathe?.();
      signal?.throwIfAborted();
      since = performance.now();
    },
  };
}

/** Work that nobody else waits for: a command of its own process. */
export const UNPACED: Pace = { due: () => false, pause: () => Promise.resolve() };
