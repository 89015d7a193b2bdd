import { afterEach, beforeEach } from 'vitest';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A command listens for Ctrl-C until its process ends; here, until its test ends. */
export function useInterrupts(): { readonly press: () => void } {
  let before: readonly (readonly NodeJS.SignalsListener[])[];
  const added = (i: number) => process.listeners(SIGNALS[i]!).filter((listener) => !before[i]!.includes(listener));
  beforeEach(() => {
    before = SIGNALS.map((name) => process.listeners(name));
  });
  afterEach(() => {
    for (const [i, name] of SIGNALS.entries()) for (const listener of added(i)) process.off(name, listener);
  });
  return {
    /** What pressing Ctrl-C calls. */
    press() {
      for (const listener of added(0)) listener('SIGINT');
    },
  };
}
