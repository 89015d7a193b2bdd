/** Which of several runs are the best. */
import { compareValidations } from '../../daemon/statistics/row-summary.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

/** Those with the lowest NLL. */
export function bestRuns<R extends Pick<RunInfo, 'best'>>(runs: readonly R[]): readonly R[] {
  const known = runs.flatMap(({ best }) => (best === null || best.nll === null ? [] : [best]));
  const [best] = known.toSorted(compareValidations);
  return best === undefined ? [] : runs.filter((run) => run.best !== null && compareValidations(run.best, best) === 0);
}
