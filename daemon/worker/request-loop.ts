/** The worker's side: answers its parent's requests, and ends when the parent does. */

import { FlowscopeError } from '../errors/flowscope-error.ts';
import { stackOf } from '../errors/stack-of.ts';
import { systemError } from '../errors/system-error.ts';
import { parentChannel } from './parent-channel.ts';
import { type FromRequestWorker, readToRequestWorker } from './request-messages.ts';
import type { WorkerError } from './worker-error.ts';

export interface RequestContext {
  /** Aborted when the parent no longer needs the answer. */
  readonly signal: AbortSignal;
  /** Sends an intermediate result. */
  update(value: unknown): void;
}

/** Milliseconds between two heartbeats. */
const ALIVE = 2000;

/**
 * @param load loads the runtime once, when the process starts
 * @param answer handles one request; typed arrays are passed as they are
 */
export function serveRequests<T>(
  load: () => Promise<T>,
  answer: (loaded: T, job: unknown, context: RequestContext) => Promise<unknown>,
): void {
  const running = new Map<number, AbortController>();
  // A terminal sends Ctrl-C to the whole process group; the parent decides what to do.
  process.on('SIGINT', () => {});
  const channel = parentChannel(
    (value) => {
      const message = readToRequestWorker(value);
      if (message.type === 'cancel') running.get(message.id)?.abort();
      else void work(message.id, message.job);
    },
    // Nobody is left to answer, and nothing here needs saving.
    () => process.exit(0),
  );
  const send = (message: FromRequestWorker) => channel.send(message);
  const loading = load();
  loading.then(
    () => send({ type: 'ready' }),
    () => {},
  );
  setInterval(() => {
    if (running.size > 0) send({ type: 'alive' });
  }, ALIVE).unref();

  async function work(id: number, job: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    send({ type: 'begun', id });
    try {
      const context = { signal: controller.signal, update: (value: unknown) => send({ type: 'update', id, value }) };
      const value = await answer(await loading, job, context);
      send(controller.signal.aborted ? { type: 'cancelled', id } : { type: 'result', id, value });
    } catch (error) {
      send(controller.signal.aborted ? { type: 'cancelled', id } : { type: 'error', id, error: describe(error) });
    } finally {
      running.delete(id);
    }
  }
}

const MEMORY = /bad_alloc|out of memory|allocation failed|failed to allocate/i;

function describe(thrown: unknown): WorkerError {
  const error = systemError(thrown) ?? thrown;
  if (error instanceof FlowscopeError) {
    const { code, message, hint, file, exitCode } = error;
    return { code, message, hint, file, exitCode };
  }
  process.stderr.write(`${stackOf(error)}\n`);
  const message = error instanceof Error ? error.message : String(error);
  const code = MEMORY.test(message) ? 'out-of-memory' : 'crashed';
  return { code, message, hint: null, file: null, exitCode: 1 };
}
