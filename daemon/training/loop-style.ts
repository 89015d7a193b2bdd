import type { Flow } from '../flow/flow.ts';

/** Whether repeats run as a loop or are written out. */
export function loopStyle(_flow: Flow): 'scan' | 'unrolled' {
  return 'scan';
}
