/** Ends a daemon that nobody has used for a while. */
export interface IdleWatch {
  /** To be called whenever a client comes or goes. */
  touch(): void;
  stop(): void;
}

export interface IdleOptions {
  /** null: never. */
  readonly seconds: number | null;
  /** Clients, or trainings that run or wait. */
  active(): boolean;
  onIdle(): void;
}

export function watchIdle({ seconds, active, onIdle }: IdleOptions): IdleWatch {
  if (seconds === null) return { touch: () => {}, stop: () => {} };
  let last = performance.now();
  // A training ends without a word to us, hence the regular look.
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
