/** Signals for commands that work in batches: the first one ends them after the current batch, a second one at once. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Thrown by work that a signal ended; the process exits with `status`: 130 after Ctrl-C. */
export class Interrupted extends Error {
  readonly status: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.status = 128 + constants.signals[signal];
  }
}

export const INTERRUPTED_STATUS = 130;

/**
 * Ctrl-C or another request to end the process aborts the controller, until the returned function is called. A second
 * one ends the process.
 */
export function abortOnInterrupt(controller: AbortController): () => void {
  const handlers = SIGNALS.map((name) => {
    const reason = new Interrupted(name);
    const onSignal = () => {
      if (controller.signal.aborted) process.exit(reason.status);
      controller.abort(reason);
    };
    process.on(name, onSignal);
    return () => process.off(name, onSignal);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}

/** Runs `work` with a signal that is aborted by Ctrl-C or another request to end the process. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = abortOnInterrupt(controller);
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}
