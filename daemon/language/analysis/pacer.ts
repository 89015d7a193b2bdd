import { setTimeout } from 'node:timers/promises';

/** Longest stretch of work without a pause, in milliseconds. */
const STRETCH = 8;
/** Long enough to read and answer some requests. */
const PAUSE = 4;

/** A pause in which requests are read and answered. */
export async function breathe(): Promise<void> {
  await setTimeout(PAUSE);
}

/** Keeps long work from delaying requests. */
export interface Pacer {
  /** Pauses if the work has run for long. Returns whether it is still needed. */
  step(): Promise<boolean>;
}

export function createPacer(signal: AbortSignal): Pacer {
  let since = performance.now();
  return {
    async step() {
      if (performance.now() - since > STRETCH) {
        await breathe();
        since = performance.now();
      }
      return !signal.aborted;
    },
  };
}
