/**
 * Frees memory that V8 would keep for a while: delivered arrays are outside its heap, and it collects them only after
 * tens of MB have accumulated, and the tree of a large text stays until much more of the heap is used. A collection
 * blocks the thread, so it runs only if there is enough to free and nobody waits: while the thread is quiet, or while its
 * heap is small enough for the pause to go unnoticed. After work, pages of the heap are nearly empty, and a quiet thread
 * gives them back, too.
 */

import { performance } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';
import { garbageCollector } from './collect-garbage.ts';

export interface TidyMemory {
  stop(): void;
}

/** Milliseconds between checks. */
const INTERVAL = 5_000;
/** Bytes of garbage that are worth a collection. */
const WORTHWHILE = 4 * 1024 * 1024;
/** Milliseconds of work that leave many pages of the heap nearly empty, even if there is little garbage in the end. */
const WORKED = 500;
/** Size in bytes of a heap that is collected in about 30 ms. */
const SMALL = 48 * 1024 * 1024;
/** Share of the time that a quiet thread is busy. */
const QUIET = 0.02;

export function tidyMemory(): TidyMemory {
  const collect = garbageCollector();
  let after = used();
  /** Milliseconds of work since the last collection. */
  let worked = 0;
  let since = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization, active } = performance.eventLoopUtilization(now, since);
    const quiet = utilization < QUIET;
    worked += active;
    since = now;
    // Memory that V8 has freed by itself must not count as garbage.
    after = Math.min(after, used());
    const isWorthwhile = used() - after >= WORTHWHILE;
    if (quiet && (isWorthwhile || worked >= WORKED)) collect('thorough');
    else if (isWorthwhile && memoryUsage().heapUsed < SMALL) collect('regular');
    else return;
    worked = 0;
    after = used();
  }, INTERVAL);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function used(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
