/** Which of several runs are the best. */
import { compareValidations } from '../../daemon/statistics/row-summary.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

type Ranked = Pick<RunInfo, 'best' | 'likelihood'>;

/**
 * Those whose NLLs can be compared with each other: the exact ones. Only bounds are compared with each other too, but a bound
 * above an exact value says nothing about the order.
 */
export function comparableRuns<R extends Ranked>(runs: readonly R[]): readonly R[] {
  const known = runs.filter(({ best }) => best?.nll != null);
  const exact = known.filter(({ likelihood }) => likelihood === undefined);
  return exact.length === 0 ? known : exact;
}

/** Those with the lowest NLL. Beside runs that have only bounds, or no likelihood, a single exact value is not the best. */
export function bestRuns<R extends Ranked>(runs: readonly R[]): readonly R[] {
  const comparable = comparableRuns(runs);
  const [best] = comparable.flatMap((run) => run.best ?? []).toSorted(compareValidations);
  const isOther = (run: R) => !comparable.includes(run) && (run.best?.nll != null || run.likelihood === 'none');
  if (best === undefined || (comparable.length < 2 && runs.some(isOther))) return [];
  return comparable.filter((run) => run.best !== null && compareValidations(run.best, best) === 0);
}
