import { layerOfType } from './bijections/registry.ts';
import { type FlatLayer, flattenNodes } from './flatten-plan.ts';
import type { FlowPlan } from './plan.ts';

/** Whether the term of a layer has the density of learned noise. */
export function boundsBelow({ type, layer }: Pick<FlatLayer, 'type' | 'layer'>): boolean {
  return layerOfType(type).bounds?.(layer.config) ?? false;
}

/** Whether log q of the flow is a lower bound, in the mean over the noise of a layer. */
export function isLowerBound(plan: Pick<FlowPlan, 'layers'>): boolean {
  return flattenNodes(plan.layers).some(boundsBelow);
}
