import { layerOfType } from './bijections/registry.ts';
import { type FlatLayer, flattenNodes } from './flatten-plan.ts';
import type { FlowPlan } from './plan.ts';

/** Whether the term of a layer has the density of learned noise. */
export function boundsBelow({ type, layer }: Pick<FlatLayer, 'type' | 'layer'>): boolean {
  return layerOfType(type).bounds?.(layer.config) ?? false;
}

/** Whether log q of the flow, averaged over the noise of a layer, is a lower bound. */
export function isLowerBound(plan: Pick<FlowPlan, 'layers'>): boolean {
  return flattenNodes(plan.layers).some(boundsBelow);
}
