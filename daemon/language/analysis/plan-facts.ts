import { buildFlow } from '../../flow/flow.ts';
import { parameterCounts } from '../../flow/parameter-counts.ts';
import { planHash } from '../../runs/plan-hash.ts';
import { type FlatLayer, flattenPlan } from '../../spec/flatten-plan.ts';
import type { Plan } from '../../spec/plan.ts';

/** What follows from a plan without running anything. */
export interface Facts {
  readonly plan: Plan;
  readonly planHash: string;
  /** Layers of the flow, data → latent, each with its number of trainable parameters at this turn. */
  readonly layers: readonly (FlatLayer & { readonly parameters: number })[];
  readonly baseParameters: number;
}

export function factsOf(plan: Plan): Facts {
  const counts = parameterCounts(buildFlow(plan));
  return {
    plan,
    planHash: planHash(plan),
    layers: flattenPlan(plan).map((layer) => ({ ...layer, parameters: counts.layer(layer) })),
    baseParameters: counts.base,
  };
}
