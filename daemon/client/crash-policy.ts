/** How often a lost connection is made anew before the user is asked. */

export interface CrashPolicy {
  /** A connection was lost. @returns false: enough tried */
  again(): boolean;
  /** The user wants it: counts from nothing. */
  forgive(): void;
}

/** @param window milliseconds in which `restarts` are made */
export function crashPolicy(restarts = 4, window = 180_000, now: () => number = Date.now): CrashPolicy {
  let losses: number[] = [];
  return {
    again() {
      const time = now();
      losses = [...losses.filter((loss) => time - loss < window), time];
      return losses.length <= restarts;
    },
    forgive() {
      losses = [];
    },
  };
}
