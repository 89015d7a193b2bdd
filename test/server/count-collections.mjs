/** Loaded into a daemon: writes one letter for each collection of garbage in its threads, but not in its main one. */
import { appendFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { env } from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  const observer = new PerformanceObserver((list) => {
    appendFileSync(env.COLLECTIONS, 'x'.repeat(list.getEntries().length));
  });
  observer.observe({ entryTypes: ['gc'] });
}
