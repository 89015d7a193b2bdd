/** What the likelihood of a run means, which decides on its figures. */

import type { Dataset } from '../../data/definition.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { isOfData, modelOf } from '../../models/registry.ts';

export interface Judgment extends Pick<Dataset, 'summary' | 'density'> {
  readonly likelihood: ModelDefinition['likelihood'];
  /** It is not that of the data: without bits, there are no bits/dim. */
  readonly pseudo: boolean;
}

/** @param models the models that a plan may be of. Default: those of this version */
export function judgmentOf(
  plan: ModelPlan,
  { summary, density }: Pick<Dataset, 'summary' | 'density'>,
  models?: readonly ModelDefinition[],
): Judgment {
  const pseudo = !isOfData(plan, models);
  return {
    likelihood: modelOf(plan, models).likelihood,
    pseudo,
    density,
    summary: pseudo ? { ...summary, bits: null } : summary,
  };
}
