/** Ctrl-C for commands that work in batches: the first ends them after the batch, a second at once. */

/** Thrown by work that Ctrl-C ended; the entry exits with status 130. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

export const INTERRUPTED_STATUS = 130;

/** Runs `work` with a signal that Ctrl-C aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED_STATUS);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
