import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export type CollectGarbage = (how: 'regular' | 'thorough') => void;

/**
 * A function that collects all garbage of this thread's heap at once, which blocks it: about 1 ms for each MB in use. Also of a
 * `thorough` one, which takes several passes and returns empty pages to the system.
 */
export function garbageCollector(): CollectGarbage {
  // The flag exposes the function only in contexts that are created afterwards.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  return (how) => collect({ type: 'major', execution: 'sync', flavor: how === 'thorough' ? 'last-resort' : 'regular' });
}
