import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

/** Nothing more comes of it unless it is resumed. */
export function isAtRest(status: RunInfo['status']): boolean {
  return status === 'finished' || status === 'interrupted' || status === 'failed';
}
