/** A mark beside the lock: the daemon that holds it is shutting down and will release it once its runs have saved. */
import { statSync, writeFileSync } from 'node:fs';

/** Milliseconds. An older mark is left over from a daemon that was killed during shutdown. */
const FRESH = 60_000;

export function markEnding(path: string): void {
  try {
    writeFileSync(path, '', { mode: 0o600 });
  } catch {
    // Without the mark the next daemon gives up earlier and has to be started again.
  }
}

export function isEnding(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < FRESH;
}
