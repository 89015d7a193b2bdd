import { baseOfType } from './bases/registry.ts';
import type { FlowPlan, PlanLayer } from './plan.ts';

/** The layer that a base with a `step` adds after the last one; null for other bases. */
export function baseStep({ base: { type, config, shape } }: Pick<FlowPlan, 'base'>): PlanLayer | null {
  if (baseOfType(type).step === undefined) return null;
  return { kind: 'layer', type, path: 'base', turn: [], config, inputShape: shape, outputShape: shape };
}
