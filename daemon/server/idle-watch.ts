/** Ends a daemon that has been idle for a while. */
export interface IdleWatch {
  /** Call it whenever a client connects or disconnects. */
  touch(): void;
  stop(): void;
}

export interface IdleOptions {
  /** null: never end. */
  readonly seconds: number | null;
  /** Whether there are clients, or runs that are training or queued. */
  active(): boolean;
  onIdle(): void;
}

export function watchIdle({ seconds, active, onIdle }: IdleOptions): IdleWatch {
  if (seconds === null) return { touch: () => {}, stop: () => {} };
  let last = performance.now();
  // Nothing notifies us when a run ends, so check regularly.
  const timer = setInterval(
    () => {
      if (active()) last = performance.now();
      else if (performance.now() - last >= seconds * 1000) {
        clearInterval(timer);
        onIdle();
      }
    },
    Math.min(1000, seconds * 250),
  );
  return {
    touch() {
      last = performance.now();
    },
    stop: () => clearInterval(timer),
  };
}
