/** Splits long work into stretches: other work runs between them, and work that is no longer needed ends. */

/** Longest stretch of work without a pause, in milliseconds. */
const STRETCH = 6;

export interface PaceOptions {
  /** Resolves after other work had a turn. Absent: the work is not interrupted. */
  readonly breathe?: () => Promise<void>;
  /** Aborted when the result is no longer needed. */
  readonly signal?: AbortSignal;
}

/** Used as `if (pace.due()) await pace.pause()`, so that short work costs no promises. */
export interface Pace {
  /** Whether the stretch has lasted long enough. */
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

/** For work that nothing else waits for, as a command in its own process. */
export const UNPACED: Pace = { due: () => false, pause: () => Promise.resolve() };
