import { bernoulli } from './bernoulli.ts';
import { discretizedLogistic } from './discretized-logistic.ts';
import { gaussian } from './gaussian.ts';
import type { LikelihoodDefinition, LikelihoodSite } from './likelihood.ts';

export const likelihoods: readonly LikelihoodDefinition[] = [gaussian, discretizedLogistic, bernoulli];

/** @param type as in the spec; absent: the one for these data */
export function likelihoodFor(type: string | undefined, { bits }: LikelihoodSite): LikelihoodDefinition {
  const wanted = type ?? (bits === null ? gaussian : discretizedLogistic).type;
  const definition = likelihoods.find((candidate) => candidate.type === wanted);
  if (!definition) throw new Error(`'${wanted}' is not a likelihood`);
  return definition;
}
