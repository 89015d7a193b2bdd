import type { Disposable } from 'vscode-languageserver';
import { isAlive } from '../runs/lease/is-alive.ts';

/** Milliseconds. */
const EVERY = 3000;

/**
 * Calls `onDied` once, when the process of a client has ended. The id of a client on another machine (a forwarded port, a
 * container) means nothing here, so a process that does not exist from the start is not watched.
 * @param processId as `initialize` has it
 */
export function watchProcess(processId: unknown, onDied: () => void, every: number = EVERY): Disposable {
  if (typeof processId !== 'number' || !Number.isSafeInteger(processId) || processId <= 0 || !isAlive(processId)) {
    return { dispose: () => {} };
  }
  const timer = setInterval(() => {
    if (isAlive(processId)) return;
    clearInterval(timer);
    onDied();
  }, every);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}
