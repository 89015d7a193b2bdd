/** How often a lost connection is reopened before the user is asked. */

export interface CrashPolicy {
  /** Call when a connection was lost. @returns false: too many attempts */
  mayReconnect(): boolean;
  /** The user asked for it: resets the count. */
  reset(): void;
}

/** @param window milliseconds in which `restarts` are allowed */
export function crashPolicy(restarts = 4, window = 180_000, now: () => number = Date.now): CrashPolicy {
  let losses: number[] = [];
  return {
    mayReconnect() {
      const time = now();
      losses = [...losses.filter((loss) => time - loss < window), time];
      return losses.length <= restarts;
    },
    reset() {
      losses = [];
    },
  };
}
