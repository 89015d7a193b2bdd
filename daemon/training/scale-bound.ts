import { flattenPlan } from '../flow/flatten-plan.ts';
import type { FlowPlan } from '../flow/plan.ts';

/** The largest `scaleBound` of the layers; null: none has one. */
export function largestScaleBound(plan: Pick<FlowPlan, 'base' | 'layers'>): number | null {
  const bounds = flattenPlan(plan).flatMap(({ layer: { config } }) =>
    'scaleBound' in config && typeof config.scaleBound === 'number' ? [config.scaleBound] : [],
  );
  return bounds.length === 0 ? null : Math.max(...bounds);
}
