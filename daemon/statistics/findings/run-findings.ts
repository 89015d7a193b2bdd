/** What is wrong with the training of a flow. Also runs in browsers. */
import { type Facts, pastBest, worseSince } from './facts.ts';

export type RunFinding =
  /** `step`: the last one; `shown`: that of the weights, null if it is not known. */
  | { readonly kind: 'diverged'; readonly step: number; readonly shown: number | null }
  /** Validation was best at step `best`, and is worse by `by` nats at step `newest`. */
  | { readonly kind: 'past-best' | 'worse-later'; readonly best: number; readonly newest: number; readonly by: number };

export function divergence({ run, checkpoint }: Pick<Facts, 'run' | 'checkpoint'>): readonly RunFinding[] | null {
  if (run == null) return null;
  if (run.status !== 'failed' || run.error?.code !== 'diverged') return [];
  return [{ kind: 'diverged', step: run.step, shown: checkpoint ?? null }];
}

/** `worse-later`: the weights are from before validation became worse. */
export function worsening(facts: Pick<Facts, 'run' | 'checkpoint'>): readonly RunFinding[] | null {
  const { run } = facts;
  if (run == null) return null;
  const best = worseSince(run);
  if (best === null) return [];
  const { step: newest, nll } = run.validation!;
  const kind = pastBest(facts) === null ? 'worse-later' : 'past-best';
  return [{ kind, best, newest, by: nll! - run.best!.nll! }];
}
