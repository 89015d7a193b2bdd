/** Who a queued run waits for. */
import type { RunInfo } from './rpc/run-methods.ts';
import { isActive } from './run-actions.ts';
import { shownName } from './shown-name.ts';

/**
 * The runs that a queued run waits for: this daemon's active runs, then those before it in the queue. The last one is
 * the one that it is queued behind.
 */
export function runsAhead(
  { queuePosition }: Pick<RunInfo, 'queuePosition'>,
  runs: readonly RunInfo[],
): readonly RunInfo[] {
  if (queuePosition === null) return [];
  const working = runs.filter((run) => run.owned && isActive(run) && run.status !== 'queued');
  const waiting = runs
    .filter((run) => run.queuePosition !== null && run.queuePosition < queuePosition)
    .sort((a, b) => a.queuePosition! - b.queuePosition!);
  return [...working, ...waiting];
}

/** Name of the run that a queued run comes after; null: it is not queued, or nothing is known to be ahead of it. */
export function queuedBehind(run: Pick<RunInfo, 'queuePosition'>, runs: readonly RunInfo[]): string | null {
  const last = runsAhead(run, runs).at(-1);
  return last === undefined ? null : shownName(last);
}
