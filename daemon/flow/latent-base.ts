/** The distribution of a flow's whole latent: N(0, 1) where splits factored it out, then the base distribution. */
import { sizeOf } from '../tensor/tensor.ts';
import { baseOfType } from './bases/registry.ts';
import type { NormalScores, VersusNormal } from './definition.ts';
import { latentParts } from './latent-parts.ts';
import type { FlowPlan } from './plan.ts';

type Subject = Pick<FlowPlan, 'base' | 'layers'>;

/**
 * null: the base's coordinates depend on each other, or it has no scores.
 * @param parameter the values of one of the base's own parameters
 */
export function latentScores(plan: Subject, parameter: (name: string) => ArrayLike<number>): NormalScores | null {
  const { base } = plan;
  const own = baseOfType(base.type).normalScores?.(base.config, base.shape, parameter);
  if (own === undefined) return null;
  const { start } = latentParts(plan).at(-1)!;
  if (start === 0) return own;
  return {
    toScore: (z, d) => (d < start ? z : own.toScore(z, d - start)),
    fromScore: (u, d) => (d < start ? u : own.fromScore(u, d - start)),
  };
}

/** The mean over the coordinates: a normal one has no negentropy and a kurtosis of 3. */
export function latentVersusNormal(plan: Subject): VersusNormal | undefined {
  const own = baseOfType(plan.base.type).versusNormal;
  const { start } = latentParts(plan).at(-1)!;
  if (own === undefined || start === 0) return own;
  const remaining = sizeOf(plan.base.shape);
  const share = remaining / (start + remaining);
  return { ...own, negentropy: share * own.negentropy, kurtosis: 3 + share * (own.kurtosis - 3) };
}
