/** What is wrong with the training of a flow. Also runs in browsers. */
import { type Facts, type Worsened, worsened } from './facts.ts';
import { saturatedAt } from './layer-findings.ts';

export interface Divergence {
  readonly kind: 'diverged';
  /** The last one. */
  readonly step: number;
  /** That of the weights; null: it is not known. */
  readonly shown: number | null;
  /** Step of the best validation, if the weights of an earlier or the same step are shown (`before`, `best`). */
  readonly best: number | null;
  /** `unusable`: the weights are from after the best validation, and their figures are no longer those of a flow. */
  readonly weights: 'before' | 'best' | 'after' | 'unusable';
  /** Bounds that log-scales have reached, ascending. */
  readonly limits: readonly number[];
  /** Settings of the plan that may be the cause; null: not known. */
  readonly learningRate: number | null;
  /** null: gradients are not clipped; undefined: that is not known. */
  readonly gradientClip: number | null | undefined;
}

export type RunFinding =
  | Divergence
  /** `worse-later`: the weights are not from after the best validation. */
  | ({ readonly kind: 'past-best' | 'worse-later' } & Worsened);

export function divergence(facts: Facts): readonly RunFinding[] | null {
  const { run, checkpoint } = facts;
  if (run == null) return null;
  if (run.status !== 'failed' || run.error?.code !== 'diverged') return [];
  const best = run.best?.step ?? null;
  const { 'training.optimizer.learningRate': rate = null, 'training.gradientClip': clip } = run.settings ?? {};
  return [
    {
      kind: 'diverged',
      step: run.step,
      shown: checkpoint ?? null,
      best,
      weights: weightsOf(facts, best),
      limits: saturatedAt(facts.layers),
      learningRate: typeof rate === 'number' ? rate : null,
      gradientClip: typeof clip === 'number' || clip === null ? clip : undefined,
    },
  ];
}

/** Nats per dimension: nobody would use a flow that is worse than a Gaussian by this much. */
const UNUSABLE = 1;

function weightsOf({ checkpoint, total, dimension = 1, gaussianNll }: Facts, best: number | null) {
  if (best !== null && checkpoint !== undefined && checkpoint <= best) return checkpoint === best ? 'best' : 'before';
  const { mean = null, notFinite } = total;
  const isFar =
    mean !== null && gaussianNll != null && Number.isFinite(gaussianNll) && -mean - gaussianNll > UNUSABLE * dimension;
  const isWhole = mean !== null && Number.isFinite(mean) && (notFinite?.count ?? 0) === 0;
  return isFar || !isWhole ? 'unusable' : 'after';
}

export function worsening(facts: Pick<Facts, 'run' | 'checkpoint'>): readonly RunFinding[] | null {
  if (facts.run == null) return null;
  const found = worsened(facts);
  return found === null ? [] : [{ kind: found.shown === 'after' ? 'past-best' : 'worse-later', ...found }];
}
