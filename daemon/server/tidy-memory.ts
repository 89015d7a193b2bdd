/**
 * Lets go of memory that V8 would keep for a while: arrays that were delivered lie outside its heap, and it collects them only
 * when tens of MB have gathered. A collection of this small heap takes a few milliseconds; it is made when there is something to gain.
 */
import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface TidyMemory {
  stop(): void;
}

/** Milliseconds between looks. */
const INTERVAL = 10_000;
/** Garbage that is worth a collection, bytes. */
const WORTHWHILE = 8 * 1024 * 1024;

export function tidyMemory(): TidyMemory {
  // The flag shows the function to contexts that are made after it.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  let after = used();
  const timer = setInterval(() => {
    // What was let go meanwhile by itself is no reason.
    after = Math.min(after, used());
    if (used() - after < WORTHWHILE) return;
    // Pages that became empty go back to the system, too.
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    after = used();
  }, INTERVAL);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function used(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
