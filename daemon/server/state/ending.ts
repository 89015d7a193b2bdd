/** A mark beside the lock: who holds it is about to let go, once its trainings have saved. */
import { statSync, writeFileSync } from 'node:fs';

/** An older mark was left by a daemon that was killed while it ended. Milliseconds. */
const FRESH = 60_000;

export function markEnding(path: string): void {
  try {
    writeFileSync(path, '', { mode: 0o600 });
  } catch {
    // Without it the next daemon is less patient, and has to be started again.
  }
}

export function isEnding(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < FRESH;
}
