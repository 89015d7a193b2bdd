import type { Log } from '../state/log-file.ts';

/** Writes at most one entry a second, so that refused requests cannot fill the log. */
export function refusalLog(
  log: Log,
  now: () => number = () => performance.now(),
): (status: number, reason: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  let silent = 0;
  return (status, reason) => {
    if (now() - last < 1000) {
      silent++;
      return;
    }
    log(`refused: ${status} ${reason}${silent === 0 ? '' : `, and ${silent} more since the last entry`}`);
    last = now();
    silent = 0;
  };
}
