/**
 * Lets go of memory that V8 would keep for a while: arrays that were delivered lie outside its heap, and it collects them only
 * when tens of MB have gathered. A collection stops everything for as long as it takes, so it is made when there is something to
 * gain and nobody waits: while the daemon is quiet, or while its heap is so small that nobody notices.
 */

import { performance } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface TidyMemory {
  stop(): void;
}

/** Milliseconds between looks. */
const INTERVAL = 5_000;
/** Garbage that is worth a collection, bytes. */
const WORTHWHILE = 4 * 1024 * 1024;
/** Bytes of a heap that is collected in about 30 ms. */
const SMALL = 48 * 1024 * 1024;
/** Share of the time in which a quiet daemon works. */
const QUIET = 0.02;

export function tidyMemory(): TidyMemory {
  // The flag shows the function to contexts that are made after it.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  let after = used();
  let since = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const quiet = performance.eventLoopUtilization(now, since).utilization < QUIET;
    since = now;
    // What was let go meanwhile by itself is no reason.
    after = Math.min(after, used());
    if (used() - after < WORTHWHILE) return;
    // The thorough kind takes several passes, and gives empty pages back to the system.
    if (quiet) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    else if (memoryUsage().heapUsed < SMALL) collect({ type: 'major', execution: 'sync', flavor: 'regular' });
    else return;
    after = used();
  }, INTERVAL);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function used(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
